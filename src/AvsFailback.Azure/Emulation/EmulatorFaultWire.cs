using System;
using System.Globalization;
using System.IO;
using AvsFailback.Azure.Wire;
using Newtonsoft.Json;

namespace AvsFailback.Azure.Emulation;

/// <summary>Faults as an emulator's control path takes and shows them.</summary>
internal static class EmulatorFaultWire
{
    private const string LateAgent = "lateAgent";

    private static readonly FieldMap<FaultFields> Fields = new()
    {
        ["id"] = static (ref r, t) => t.Id = r.Text(),
        ["kind"] = static (ref r, t) => t.Kind = r.Text(),
        ["operation"] = static (ref r, t) => t.Operation = r.Text(),
        ["item"] = static (ref r, t) => t.Item = r.Text(),
        ["nth"] = static (ref r, t) => t.Nth = r.Whole(),
        ["times"] = static (ref r, t) => t.Times = r.IsNull ? 0 : r.Whole(),
        ["probability"] = static (ref r, t) => t.Probability = r.Number(),
        ["status"] = static (ref r, t) => t.Status = r.Whole(),
        ["retryAfter"] = static (ref r, t) => t.RetryAfter = r.Number(),
        ["code"] = static (ref r, t) => t.Code = r.Text(),
        ["message"] = static (ref r, t) => t.Message = r.Text(),
        ["possibleCauses"] = static (ref r, t) => t.PossibleCauses = r.Text(),
        ["recommendedAction"] = static (ref r, t) => t.RecommendedAction = r.Text(),
        ["task"] = static (ref r, t) => t.Task = r.Text(),
        ["seconds"] = static (ref r, t) => t.Seconds = r.Number(),
        ["when"] = static (ref r, t) => t.When = r.Text(),
        ["matched"] = static (ref r, t) => t.Matched = r.Whole(),
        ["fired"] = static (ref r, t) => t.Fired = r.Whole(),
    };

    public static EmulatorFault Read(ref WireReader reader)
    {
        var read = new FaultFields();
        reader.Object(Fields, read);

        // What the emulator takes for granted where nothing is said: once, or always with a probability.
        int? times = read.Times is { } told ? (told == 0 ? null : (int)told) : read.Probability is null ? 1 : null;
        return new EmulatorFault
        {
            Id = read.Id ?? string.Empty,
            Kind = Capital(read.Kind, char.ToUpperInvariant),
            Operation = read.Operation,
            Item = read.Item,
            Nth = (int?)read.Nth,
            Times = times,
            Probability = read.Probability,
            Status = (int?)read.Status,
            RetryAfter = Span(read.RetryAfter),
            Code = read.Code,
            Message = read.Message,
            PossibleCauses = read.PossibleCauses,
            RecommendedAction = read.RecommendedAction,
            Task = read.Task,
            Delay = Span(read.Seconds),
            When = read.When is null ? null : Capital(read.When, char.ToUpperInvariant),
            MatchedCount = (int)(read.Matched ?? 0),
            FiredCount = (int)(read.Fired ?? 0),
        };
    }

    public static string Write(EmulatorFault fault)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        using (var writer = new JsonTextWriter(text))
        {
            string kind = Capital(fault.Kind, char.ToLowerInvariant);
            writer.WriteStartObject();
            writer.Field("kind", kind);
            writer.FieldIfAny("id", fault.Id);
            writer.FieldIfAny("operation", fault.Operation);
            writer.FieldIfAny("item", fault.Item);
            Number(writer, "nth", fault.Nth);
            writer.WritePropertyName("times");
            writer.WriteValue(fault.Times);
            Number(writer, "probability", fault.Probability);
            Number(writer, "status", fault.Status);
            Number(writer, "retryAfter", fault.RetryAfter?.TotalSeconds);
            writer.FieldIfAny("code", fault.Code);
            writer.FieldIfAny("message", fault.Message);
            writer.FieldIfAny("possibleCauses", fault.PossibleCauses);
            writer.FieldIfAny("recommendedAction", fault.RecommendedAction);
            writer.FieldIfAny("task", fault.Task);
            Number(writer, "seconds", fault.Delay?.TotalSeconds);
            if (kind == LateAgent && fault.Delay is null)
            {
                writer.WritePropertyName("never");
                writer.WriteValue(true);
            }

            writer.FieldIfAny("when", fault.When is null ? null : Capital(fault.When, char.ToLowerInvariant));
            writer.WriteEndObject();
        }

        return text.ToString();
    }

    private static void Number(JsonTextWriter writer, string name, double? value)
    {
        if (value is not { } number)
        {
            return;
        }

        writer.WritePropertyName(name);
        if (number == Math.Floor(number) && Math.Abs(number) < long.MaxValue)
        {
            writer.WriteValue((long)number);
        }
        else
        {
            writer.WriteValue(number);
        }
    }

    private static TimeSpan? Span(double? seconds) => seconds is { } s && s < TimeSpan.MaxValue.TotalSeconds ? TimeSpan.FromSeconds(s) : null;

    private static string Capital(string? word, Func<char, char> change) =>
        string.IsNullOrEmpty(word) ? string.Empty : change(word![0]) + word.Substring(1);

    private sealed class FaultFields
    {
        public string? Id;
        public string? Kind;
        public string? Operation;
        public string? Item;
        public long? Nth;
        public long? Times;
        public double? Probability;
        public long? Status;
        public double? RetryAfter;
        public string? Code;
        public string? Message;
        public string? PossibleCauses;
        public string? RecommendedAction;
        public string? Task;
        public double? Seconds;
        public string? When;
        public long? Matched;
        public long? Fired;
    }
}
