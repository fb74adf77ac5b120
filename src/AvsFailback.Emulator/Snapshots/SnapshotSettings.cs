using System;
using AvsFailback.Emulator.State;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.Snapshots;

/// <summary>The settings in a snapshot's "emulator" section.</summary>
internal static class SnapshotSettings
{
    public static void Apply(SnapshotFile file, EmulatorSettings settings)
    {
        foreach (JProperty property in file.Emulator.Properties())
        {
            JToken value = property.Value;
            switch (property.Name)
            {
                case "seed" when value.Type == JTokenType.Integer:
                    settings.Seed = (int)value;
                    break;
                case "pageSize" when value.Type == JTokenType.Integer && (long)value is >= 1 and <= 100_000:
                    settings.PageSize = (int)value;
                    break;
                case "throttling" when value.Type == JTokenType.Boolean:
                    settings.Throttling = (bool)value;
                    break;
                case "namesRunningJob" when value.Type == JTokenType.Boolean:
                    settings.NamesRunningJob = (bool)value;
                    break;
                case "busyItemsOfferNothing" when value.Type == JTokenType.Boolean:
                    settings.BusyItemsOfferNothing = (bool)value;
                    break;
                case "commitDeletes" when value.Type == JTokenType.String && EmulatorSettings.IsExtent((string?)value):
                    settings.CommitDeletes = (string)value!;
                    break;
                case "scriptsRunAtFailback" when value.Type == JTokenType.Boolean:
                    settings.ScriptsRunAtFailback = (bool)value;
                    break;
                case "agentNotRegisteredCode" when value.Type == JTokenType.String:
                    settings.AgentNotRegisteredCode = (string)value!;
                    break;
                case "durationSpread" when value.Type is JTokenType.Integer or JTokenType.Float && (double)value is >= 0 and < 1:
                    settings.DurationSpread = (double)value;
                    break;
                case "durations" when value is JObject durations:
                    ApplyDurations(file, settings, durations);
                    break;
                // Read when the resources are in place.
                case "items" or "vms" or "jobs" or "events" or "faults" or "permissions" when value is JArray:
                case "counts" when value is JObject:
                case "requests" or "effects" when value.Type == JTokenType.Integer:
                    break;
                default:
                    throw file.Error(property, $"'{property.Name}' isn't known in the emulator section, or its value doesn't fit");
            }
        }
    }

    public static JObject Write(EmulatorSettings settings) => new()
    {
        ["seed"] = settings.Seed,
        ["pageSize"] = settings.PageSize,
        ["throttling"] = settings.Throttling,
        ["namesRunningJob"] = settings.NamesRunningJob,
        ["busyItemsOfferNothing"] = settings.BusyItemsOfferNothing,
        ["commitDeletes"] = settings.CommitDeletes,
        ["scriptsRunAtFailback"] = settings.ScriptsRunAtFailback,
        ["agentNotRegisteredCode"] = settings.AgentNotRegisteredCode,
        ["durationSpread"] = settings.DurationSpread,
        ["durations"] = new JObject { ["classic"] = Json.From(settings.Classic), ["modernized"] = Json.From(settings.Modernized) },
    };

    private static void ApplyDurations(SnapshotFile file, EmulatorSettings settings, JObject durations)
    {
        foreach (JProperty architecture in durations.Properties())
        {
            Durations? target = architecture.Name switch { "classic" => settings.Classic, "modernized" => settings.Modernized, _ => null };
            if (target is null || architecture.Value is not JObject given)
            {
                throw file.Error(architecture, "durations are given for \"classic\" and \"modernized\", each an object");
            }

            try
            {
                target.Apply(given, "durations." + architecture.Name);
            }
            catch (FormatException e)
            {
                throw file.Error(architecture, e.Message.TrimEnd('.'));
            }
        }
    }
}
