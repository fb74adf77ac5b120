using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;

namespace AvsFailback.Runs;

/// <summary>Runs a validation for several VMs side by side, in as many sessions as allowed.</summary>
/// <param name="script">The script.</param>
/// <param name="throttle">How many run at once.</param>
/// <param name="timeout">How long one may take.</param>
internal sealed class ValidationRunner(ForeignScript script, int throttle, TimeSpan timeout)
{
    /// <summary>Validates VMs; one verdict for each, in their order.</summary>
    public async Task<IReadOnlyList<ValidationVerdict>> RunAsync(AvsVault vault, IReadOnlyList<ReplicatedItem> items, CancellationToken cancellationToken)
    {
        var verdicts = new ValidationVerdict[items.Count];
        var waiting = new ConcurrentQueue<int>(Enumerable.Range(0, items.Count));
        await Task.WhenAll(Enumerable.Range(0, Math.Min(throttle, items.Count)).Select(_ => Task.Factory.StartNew(
            () => Work(vault, items, waiting, verdicts, cancellationToken),
            cancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)));
        return verdicts;
    }

    private void Work(AvsVault vault, IReadOnlyList<ReplicatedItem> items, ConcurrentQueue<int> waiting, ValidationVerdict[] verdicts, CancellationToken cancellationToken)
    {
        ScriptSession? session = null;
        try
        {
            while (waiting.TryDequeue(out int index))
            {
                cancellationToken.ThrowIfCancellationRequested();
                session = session is { IsAbandoned: false } ? session : ScriptSession.Open(vault);
                verdicts[index] = Judge(items[index], session.Run(script, items[index], timeout, cancellationToken));
            }
        }
        finally
        {
            session?.Dispose();
        }
    }

    private ValidationVerdict Judge(ReplicatedItem item, ScriptResult result)
    {
        if (result.IsTimedOut)
        {
            return new ValidationVerdict(item, ValidationResult.TimedOut, $"It hadn't ended after {Words.Span(timeout)} (-ValidateTimeout).");
        }

        if (result.Error is { } error)
        {
            return new ValidationVerdict(item, ValidationResult.Error, error.ToString());
        }

        string text = string.Join("; ", result.Output.Where(o => o is not null and not bool).Select(o => o!.ToString()));
        // A false anywhere counts, lest a check be passed over because another one came after it.
        bool isPassed = result.Output.Count > 0 && LanguagePrimitives.IsTrue(result.Output[result.Output.Count - 1]) && !result.Output.Contains(false);
        return new ValidationVerdict(item, isPassed ? ValidationResult.Passed : ValidationResult.Failed, result.Output.Count == 0 ? "It gave nothing; it has to give something true." : text);
    }
}
