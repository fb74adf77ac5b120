using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace AvsFailback.Reports;

/// <summary>A run as CSV (RFC 4180): a row for each step of each VM, and one for a VM without steps. Later versions add columns at the end.</summary>
internal static class CsvReport
{
    private static readonly (string Name, Func<Row, object?> Value)[] Columns =
    [
        ("RunId", row => row.Run.Id),
        ("Vault", row => row.Run.VaultName),
        ("IsEmulated", row => row.Run.IsEmulated),
        ("Until", row => row.Run.Until),
        ("RunOutcome", row => row.Run.Outcome),
        ("RunStartUtc", row => row.Run.StartTime),
        ("RunEndUtc", row => row.Run.EndTime),
        ("VM", row => row.Item.Name),
        ("Architecture", row => row.Item.Architecture),
        ("Plan", row => row.Item.Plan),
        ("Wave", row => row.Item.Wave),
        ("PhaseAtStart", row => row.Item.PhaseAtStart),
        ("Phase", row => row.Item.Phase),
        ("Outcome", row => row.Item.Outcome),
        ("EndUtc", row => row.Item.EndTime),
        ("RunningInAvsSinceUtc", row => row.Item.RunningInAvsSince),
        ("RtoSeconds", row => row.Item.Rto),
        ("RecoveryPointUtc", row => row.Item.RecoveryPointTime),
        ("RecoveryPointSource", row => row.Item.RecoveryPointSource),
        ("AchievedRpoSeconds", row => row.Item.AchievedRpo),
        ("Validation", row => row.Item.Validation),
        ("ValidationMessage", row => row.Item.ValidationMessage),
        ("Message", row => row.Item.Message),
        ("ErrorId", row => row.Item.ErrorId),
        ("ItemId", row => row.Item.ItemId),
        ("Step", row => row.Number),
        ("Action", row => row.Step?.Action),
        ("StepStartUtc", row => row.Step?.Start),
        ("StepEndUtc", row => row.Step?.End),
        ("EffectSeenUtc", row => row.Step?.EffectSeen),
        ("ServiceSeconds", row => row.Step?.ServiceTime),
        ("WaitingSeconds", row => row.Step?.WaitingTime),
        ("JobState", row => row.Step?.State),
        ("StepPlan", row => row.Step?.Plan),
        ("IsAdopted", row => row.Step?.IsAdopted),
        ("IsRebuilt", row => row.Step?.IsRebuilt),
        ("Errors", row => string.Join("\n", row.Step?.Errors.Select(error => error.ToString()) ?? [])),
        ("JobId", row => row.Step?.JobId),
    ];

    /// <summary>With a mark: without one, Excel and Windows PowerShell 5.1 take UTF-8 for the system's code page.</summary>
    public static Encoding Encoding { get; } = new UTF8Encoding(encoderShouldEmitUTF8Identifier: true);

    /// <summary>The report's text.</summary>
    public static string Write(FailbackRun run)
    {
        var text = new StringBuilder();
        Line(text, Columns.Select(column => column.Name));
        foreach (Row row in run.Items.SelectMany(item => Rows(run, item)))
        {
            Line(text, Columns.Select(column => Cell(column.Value(row))));
        }

        return text.ToString();
    }

    private static IEnumerable<Row> Rows(FailbackRun run, FailbackRunItem item) => item.Steps.Count == 0
        ? [new Row(run, item, null, null)]
        : item.Steps.Select((step, i) => new Row(run, item, i + 1, step));

    private static void Line(StringBuilder text, IEnumerable<string> cells) => text.Append(string.Join(",", cells)).Append("\r\n");

    private static string Cell(object? value) => value switch
    {
        null => string.Empty,
        int number => number.ToString(CultureInfo.InvariantCulture),
        TimeSpan span => span.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture),
        // What spreadsheets take for a time; the column's name says that it is UTC.
        DateTimeOffset instant => instant.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        _ => Quote(Guard(value.ToString() ?? string.Empty)),
    };

    // A spreadsheet would take such a text for a formula and run it; names of VMs and errors come from elsewhere.
    private static string Guard(string text) => text.Length > 0 && (text[0] is '=' or '+' or '-' or '@' or '\t' or '\r') ? "'" + text : text;

    private static string Quote(string text) => text.IndexOfAny([',', '"', '\r', '\n']) < 0 ? text : "\"" + text.Replace("\"", "\"\"") + "\"";

    private sealed record Row(FailbackRun Run, FailbackRunItem Item, int? Number, FailbackRunStep? Step);
}
