using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace AvsFailback.Runs;

/// <summary>
/// Runs a validation for several VMs side by side, each in a session of its own: what one VM's validation defines (functions,
/// aliases, drives, preferences, background jobs) must not decide another's.
/// </summary>
/// <param name="script">The script.</param>
/// <param name="throttle">How many run at once.</param>
/// <param name="timeout">How long one may take.</param>
internal sealed class ValidationRunner(ForeignScript script, int throttle, TimeSpan timeout)
{
    private const string Wanted = "A validation passes if its last output is $true itself, with no error and no failing exit code.";
    private const int LongestText = 200;

    /// <summary>Validates VMs; one verdict for each, in their order.</summary>
    public async Task<IReadOnlyList<ValidationVerdict>> RunAsync(AvsVault vault, IReadOnlyList<ReplicatedItem> items, CancellationToken cancellationToken)
    {
        var verdicts = new ValidationVerdict[items.Count];
        var waiting = new ConcurrentQueue<int>(Enumerable.Range(0, items.Count));
        await Task.WhenAll(Enumerable.Range(0, Math.Min(throttle, items.Count)).Select(_ => Task.Factory.StartNew(
            () => WorkAsync(vault, items, waiting, verdicts, cancellationToken),
            cancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default).Unwrap()));
        return verdicts;
    }

    private async Task WorkAsync(AvsVault vault, IReadOnlyList<ReplicatedItem> items, ConcurrentQueue<int> waiting, ValidationVerdict[] verdicts, CancellationToken cancellationToken)
    {
        Task<ScriptSession>? next = null;
        try
        {
            while (waiting.TryDequeue(out int index))
            {
                cancellationToken.ThrowIfCancellationRequested();
                using ScriptSession session = next is null ? ScriptSession.Open(vault) : await next;
                // Opening takes longer than many a validation: the next one's session is opened meanwhile.
                next = waiting.IsEmpty ? null : Task.Run(() => ScriptSession.Open(vault), CancellationToken.None);
                verdicts[index] = Judge(items[index], session.Run(script, items[index], timeout, cancellationToken));
            }
        }
        finally
        {
            if (next is not null)
            {
                (await next).Dispose();
            }
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
            return new ValidationVerdict(item, ValidationResult.Error, $"{Shorten(error.ToString())}. {Wanted}".Replace("..", "."));
        }

        if (WhyNot(result) is { } why)
        {
            return new ValidationVerdict(item, ValidationResult.Failed, $"{why} {Wanted}");
        }

        string text = string.Join("; ", result.Output.Where(o => o is not null and not bool).Select(o => o!.ToString()));
        return new ValidationVerdict(item, ValidationResult.Passed, text);
    }

    /// <summary>Why a script without an error hasn't passed, by what it gave; null if it has.</summary>
    private static string? WhyNot(ScriptResult result)
    {
        if (result.ExitCode != 0)
        {
            return $"It ended with exit code {result.ExitCode} (of exit, or of the last command that has one){(result.Output.Count == 0 ? string.Empty : $"; its last output was {Describe(result.Output[result.Output.Count - 1])}")}.";
        }

        if (result.Output.Count == 0)
        {
            return "It gave nothing.";
        }

        if (result.Output[result.Output.Count - 1] is not true)
        {
            return $"Its last output was {Describe(result.Output[result.Output.Count - 1])}.";
        }

        // A false anywhere counts, lest a check be passed over because another one came after it.
        return result.Output.Contains(false) ? "One of its outputs was $false." : null;
    }

    private static string Describe(object? value) => value switch
    {
        null => "$null",
        bool truth => truth ? "$true" : "$false",
        string text => $"the text '{Shorten(text)}'",
        IDictionary => $"a table ({value.GetType().Name})",
        ICollection list => $"a list of {list.Count} ({value.GetType().Name})",
        _ => $"'{Shorten(value.ToString())}' ({value.GetType().Name})",
    };

    private static string Shorten(string? text)
    {
        string line = string.Join(" ", (text ?? string.Empty).Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= LongestText ? line : line.Substring(0, LongestText) + "…";
    }
}
