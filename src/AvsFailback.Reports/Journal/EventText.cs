using System;
using System.Globalization;
using System.IO;
using System.Linq;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Reports;

/// <summary>An event as a line of a journal. What isn't set isn't written; what isn't known to this version is passed over.</summary>
internal static class EventText
{
    /// <summary>The line, without its end.</summary>
    public static string Write(FailbackRunEvent e)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        using (var json = new JsonTextWriter(text))
        {
            json.WriteStartObject();
            json.Write("time", e.Time);
            json.Write("kind", e.Kind);
            json.Write("runId", e.RunId);
            Set(json, "itemId", e.ItemId?.ToString());
            Set(json, "name", e.Name);
            Set(json, "plan", e.Plan);
            Set(json, "text", e.Text);
            Set(json, "action", e.Action == FailbackAction.None ? null : e.Action.ToString());
            Set(json, "phase", e.Phase?.ToString());
            WriteJob(json, e);
            WriteResult(json, e);
            WriteStart(json, e);
            if (e.Errors.Count > 0)
            {
                json.Write("errors", e.Errors);
            }

            json.WriteEndObject();
        }

        return text.ToString();
    }

    /// <summary>Reads a line; null if it holds no event.</summary>
    public static FailbackRunEvent? Read(string line) => JournalFormat.Parse(line) is { } json ? Read(json) : null;

    private static FailbackRunEvent? Read(JObject json) => Moment(json, "time") is not { } time ? null : new FailbackRunEvent
    {
        Time = time,
        // A kind of a later version is at least something that happened.
        Kind = Word<FailbackRunEventKind>(json, "kind") ?? FailbackRunEventKind.Note,
        RunId = Text(json, "runId") ?? string.Empty,
        ItemId = Id(json, "itemId"),
        Name = Text(json, "name") ?? string.Empty,
        Plan = Text(json, "plan"),
        Text = Text(json, "text") ?? string.Empty,
        Action = Word<FailbackAction>(json, "action") ?? FailbackAction.None,
        Phase = Word<ReplicationPhase>(json, "phase"),
        JobId = Id(json, "jobId"),
        JobState = Word<JobState>(json, "jobState"),
        JobStart = Moment(json, "jobStart"),
        JobEnd = Moment(json, "jobEnd"),
        ClientRequestId = Text(json, "clientRequestId"),
        ObjectId = Text(json, "objectId"),
        RecoveryPointTime = Moment(json, "recoveryPointTime"),
        RecoveryPointSource = Word<RecoveryPointSource>(json, "recoveryPointSource") ?? RecoveryPointSource.Unknown,
        Validation = Word<ValidationResult>(json, "validation") ?? ValidationResult.NotRun,
        ItemOutcome = Word<FailbackRunItemOutcome>(json, "itemOutcome"),
        RunOutcome = Word<FailbackRunOutcome>(json, "runOutcome"),
        ErrorId = Text(json, "errorId"),
        Errors = [.. List(json, "errors").OfType<JObject>().Select(ReadError)],
        NextStep = Text(json, "nextStep") ?? string.Empty,
        Wave = (json["wave"] as JValue)?.Value is long wave ? (int)wave : 1,
        Architecture = Word<ReplicationArchitecture>(json, "architecture") ?? ReplicationArchitecture.Unknown,
        VaultId = Id(json, "vaultId"),
        VaultName = Text(json, "vaultName"),
        IsEmulated = (json["isEmulated"] as JValue)?.Value is true,
        EmulatorLife = Text(json, "emulatorLife"),
        Until = Word<FailbackGoal>(json, "until"),
        StartedBy = Text(json, "startedBy"),
        IgnoredRules = [.. List(json, "ignoredRules").Select(rule => rule.ToString())],
        Gap = Text(json, "gap"),
    };

    private static void WriteJob(JsonTextWriter json, FailbackRunEvent e)
    {
        Set(json, "jobId", e.JobId?.ToString());
        Set(json, "jobState", e.JobState?.ToString());
        Set(json, "jobStart", e.JobStart is { } start ? JsonText.Of(start) : null);
        Set(json, "jobEnd", e.JobEnd is { } end ? JsonText.Of(end) : null);
        Set(json, "clientRequestId", e.ClientRequestId);
        Set(json, "objectId", e.ObjectId);
        Set(json, "recoveryPointTime", e.RecoveryPointTime is { } point ? JsonText.Of(point) : null);
        Set(json, "recoveryPointSource", e.RecoveryPointSource == RecoveryPointSource.Unknown ? null : e.RecoveryPointSource.ToString());
    }

    private static void WriteResult(JsonTextWriter json, FailbackRunEvent e)
    {
        Set(json, "validation", e.Validation == ValidationResult.NotRun ? null : e.Validation.ToString());
        Set(json, "itemOutcome", e.ItemOutcome?.ToString());
        Set(json, "runOutcome", e.RunOutcome?.ToString());
        Set(json, "errorId", e.ErrorId);
        Set(json, "nextStep", e.NextStep);
        Set(json, "gap", e.Gap);
    }

    private static void WriteStart(JsonTextWriter json, FailbackRunEvent e)
    {
        if (e.Kind == FailbackRunEventKind.ItemAdded)
        {
            json.Write("wave", e.Wave);
            json.Write("architecture", e.Architecture);
        }

        Set(json, "vaultId", e.VaultId?.ToString());
        Set(json, "vaultName", e.VaultName);
        if (e.IsEmulated)
        {
            json.Write("isEmulated", true);
        }

        Set(json, "emulatorLife", e.EmulatorLife);

        Set(json, "until", e.Until?.ToString());
        Set(json, "startedBy", e.StartedBy);
        if (e.IgnoredRules.Count > 0)
        {
            json.Write("ignoredRules", e.IgnoredRules);
        }
    }

    private static void Set(JsonTextWriter json, string name, string? text)
    {
        if (!string.IsNullOrEmpty(text))
        {
            json.Write(name, text);
        }
    }

    private static JobError ReadError(JObject json) => new()
    {
        Code = Text(json, "code") ?? string.Empty,
        Message = Text(json, "message") ?? string.Empty,
        PossibleCauses = Text(json, "possibleCauses") ?? string.Empty,
        RecommendedAction = Text(json, "recommendedAction") ?? string.Empty,
        Level = Text(json, "level") ?? string.Empty,
        Time = Moment(json, "time"),
        ActivityId = Text(json, "activityId"),
        TaskId = Text(json, "taskId"),
        ProviderCode = Text(json, "providerCode"),
        ProviderMessage = Text(json, "providerMessage"),
    };

    private static string? Text(JObject json, string name) => (json[name] as JValue)?.Value as string;

    private static ArmId? Id(JObject json, string name) => ArmId.TryParse(Text(json, name), out ArmId? id) ? id : null;

    private static DateTimeOffset? Moment(JObject json, string name) =>
        DateTimeOffset.TryParse(Text(json, name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset moment) ? moment : null;

    private static T? Word<T>(JObject json, string name)
        where T : struct, Enum =>
        Enum.TryParse(Text(json, name), ignoreCase: true, out T value) && Enum.IsDefined(typeof(T), value) ? value : null;

    private static JArray List(JObject json, string name) => json[name] as JArray ?? [];
}
