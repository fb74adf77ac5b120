using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using Newtonsoft.Json;

namespace AvsFailback.Reports;

/// <summary>A run as JSON. Every member is always there, null where nothing is known; later versions only add some.</summary>
internal static class JsonReport
{
    /// <summary>Grows only when a member changes its meaning or goes.</summary>
    public const int SchemaVersion = 1;

    /// <summary>Without a mark, as JSON demands; all beyond ASCII is escaped, so that Windows PowerShell 5.1 reads it right too.</summary>
    public static Encoding Encoding { get; } = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

    /// <summary>The report's text.</summary>
    public static string Write(FailbackRun run)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        using (var json = new JsonTextWriter(text) { Formatting = Formatting.Indented, StringEscapeHandling = StringEscapeHandling.EscapeNonAscii })
        {
            json.WriteStartObject();
            json.Write("schemaVersion", SchemaVersion);
            WriteRun(json, run);
            json.Write("items", run.Items, item =>
            {
                json.WriteStartObject();
                WriteItem(json, item);
                json.Write("steps", item.Steps, step => WriteStep(json, step));
                json.WriteEndObject();
            });
            json.WriteEndObject();
        }

        return text + "\n";
    }

    private static void WriteRun(JsonTextWriter json, FailbackRun run)
    {
        json.Write("id", run.Id);
        json.Write("vaultId", run.VaultId);
        json.Write("vaultName", run.VaultName);
        json.Write("isEmulated", run.IsEmulated);
        json.Write("until", run.Until);
        json.Write("startedBy", run.StartedBy);
        json.Write("startTime", run.StartTime);
        json.Write("endTime", run.EndTime);
        json.Write("lastEventTime", run.LastEventTime);
        json.Write("restarts", run.Restarts);
        json.Write("outcome", run.Outcome);
        json.Write("nextStep", run.NextStep);
        json.Seconds("durationSeconds", run.Duration);
        json.Seconds("rtoSeconds", run.Rto);
        json.Seconds("achievedRpoSeconds", run.AchievedRpo);
        json.Write("itemCount", run.Items.Count);
        json.Write("succeededCount", run.SucceededCount);
        json.Write("notReadyCount", run.NotReadyCount);
        json.Write("unprotectedCount", run.UnprotectedCount);
        json.Write("unprotected", run.Unprotected.Select(item => item.Name).ToArray());
        json.Write("failedCount", run.FailedCount);
        json.Write("plannedWrites", run.PlannedWrites);
        json.Seconds("expectedDurationSeconds", run.ExpectedDuration);
        json.Write("ignoredRules", run.IgnoredRules);
        json.Write("notices", run.Notices);
        json.Write("gaps", run.Gaps);
        json.Write("journalPath", run.JournalPath);
    }

    private static void WriteItem(JsonTextWriter json, FailbackRunItem item)
    {
        json.Write("itemId", item.ItemId);
        json.Write("name", item.Name);
        json.Write("architecture", item.Architecture);
        json.Write("plan", item.Plan);
        json.Write("wave", item.Wave);
        json.Write("phaseAtStart", item.PhaseAtStart);
        json.Write("phase", item.Phase);
        json.Write("isUnprotected", item.IsUnprotected);
        json.Write("outcome", item.Outcome);
        json.Write("endTime", item.EndTime);
        json.Write("runningInAvsSince", item.RunningInAvsSince);
        json.Seconds("rtoSeconds", item.Rto);
        json.Write("recoveryPointTime", item.RecoveryPointTime);
        json.Write("recoveryPointSource", item.RecoveryPointSource);
        json.Seconds("achievedRpoSeconds", item.AchievedRpo);
        json.Write("validation", item.Validation);
        json.Write("validationMessage", item.ValidationMessage);
        json.Write("message", item.Message);
        json.Write("errorId", item.ErrorId);
        json.Write("errors", item.Errors);
        json.Write("ignoredRules", item.IgnoredRules);
        json.Seconds("expectedDurationSeconds", item.ExpectedDuration);
    }

    private static void WriteStep(JsonTextWriter json, FailbackRunStep step)
    {
        json.WriteStartObject();
        json.Write("action", step.Action);
        json.Write("placement", step.Placement);
        json.Write("start", step.Start);
        json.Write("end", step.End);
        json.Write("effectSeen", step.EffectSeen);
        json.Seconds("serviceTimeSeconds", step.ServiceTime);
        json.Seconds("waitingTimeSeconds", step.WaitingTime);
        json.Write("jobId", step.JobId);
        json.Write("state", step.State);
        json.Write("clientRequestId", step.ClientRequestId);
        json.Write("plan", step.Plan);
        json.Write("isAdopted", step.IsAdopted);
        json.Write("isRebuilt", step.IsRebuilt);
        json.Write("errors", step.Errors);
        json.WriteEndObject();
    }
}
