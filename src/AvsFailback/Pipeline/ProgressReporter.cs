using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Management.Automation;

namespace AvsFailback.Pipeline;

/// <summary>One bar for the run and one for each VM under way, throttled, always closed.</summary>
internal sealed class ProgressReporter(string activity, bool isOn, Action<ProgressRecord> post)
{
    private const int RunId = 20;
    private const int MostBars = 10;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly Dictionary<string, int> _bars = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<int> _shown = [];
    private Stopwatch? _sinceLast;

    /// <summary>Shows how far the run is.</summary>
    /// <param name="done">How many are where they were wanted, or left on purpose.</param>
    /// <param name="failed">How many failed.</param>
    /// <param name="total">How many there are.</param>
    /// <param name="running">Those under way: name, what they are at, and percent (null if not known).</param>
    public void Show(int done, int failed, int total, IReadOnlyList<(string Name, string Status, int? Percent)> running)
    {
        if (!isOn || (_sinceLast is { } since && since.Elapsed < Interval))
        {
            return;
        }

        _sinceLast = Stopwatch.StartNew();
        Post(new ProgressRecord(RunId, activity, failed == 0 ? $"{done} of {total} done" : $"{failed} failed, {done} done of {total}") { PercentComplete = total == 0 ? -1 : (done + failed) * 100 / total });
        var still = new HashSet<int> { RunId };
        foreach ((string name, string status, int? percent) in running.Take(MostBars))
        {
            if (!_bars.TryGetValue(name, out int id))
            {
                id = RunId + 1 + _bars.Count;
                _bars.Add(name, id);
            }

            still.Add(id);
            Post(new ProgressRecord(id, name, status.Length == 0 ? "…" : status) { ParentActivityId = RunId, PercentComplete = percent ?? -1 });
        }

        foreach (int id in _shown.Where(id => !still.Contains(id)).ToArray())
        {
            Close(id);
        }
    }

    /// <summary>Takes all bars away.</summary>
    public void Close()
    {
        foreach (int id in _shown.OrderByDescending(id => id).ToArray())
        {
            Close(id);
        }
    }

    private void Post(ProgressRecord record)
    {
        _shown.Add(record.ActivityId);
        post(record);
    }

    private void Close(int id)
    {
        _shown.Remove(id);
        post(new ProgressRecord(id, activity, "done") { RecordType = ProgressRecordType.Completed });
    }
}
