using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace AvsFailback.Engine;

/// <summary>
/// The mobility agent registers up to 15 minutes after the VM's boot in AVS; until then a reprotect to Azure fails saying that
/// it isn't installed. That is waited for, inside a window, and tried once more after it (rule R03).
/// </summary>
internal sealed class AgentGate(IClock clock, EngineOptions options, IEngineObserver observer) : Gate
{
    private readonly ConcurrentDictionary<ItemRun, Window> _windows = new();

    /// <summary>
    /// The codes that mean it. 95226 is documented for the way to AVS; the service's own for the way to Azure wasn't found
    /// (asr-contract §10), so the emulator has one of its own. Never recognised by text.
    /// </summary>
    public static IReadOnlyCollection<string> Codes { get; } = ["95226", "EmulatedAgentNotRegistered"];

    /// <summary>Whether the job failed because the agent hasn't registered.</summary>
    public static bool IsAgentMissing(FailbackJob failed) => IsAgentMissing(failed.Errors.Concat(failed.Tasks.SelectMany(task => task.Errors)));

    /// <summary>Whether errors say that the agent hasn't registered.</summary>
    public static bool IsAgentMissing(IEnumerable<JobError> errors) =>
        errors.Any(error => Codes.Contains(error.Code, StringComparer.OrdinalIgnoreCase) || (error.ProviderCode is { } code && Codes.Contains(code, StringComparer.OrdinalIgnoreCase)));

    /// <summary>
    /// Before a try: whether the item itself says that the agent isn't there yet. Only a modernized one does, by its flag: a classic item's heartbeat
    /// stays as it was at the failback even after a reprotect has succeeded (asr-contract §4.2), so there the reprotect's own answer tells.
    /// </summary>
    public override Task<StepResult> CheckAsync(ItemRun run, FailbackAction action, ReprotectInputs? inputs, CancellationToken cancellationToken)
    {
        if (action != FailbackAction.ReprotectToAzure)
        {
            return Task.FromResult(StepResult.Continue);
        }

        DateTimeOffset now = clock.UtcNow;
        Window window = WindowOf(run, now);
        bool isMissing = run.Item.IsAgentRegistered == false;
        if (!isMissing || now >= window.End)
        {
            return Task.FromResult(StepResult.Continue);
        }

        if (!window.IsReported)
        {
            window.IsReported = true;
            Report(run, window, "the mobility agent hasn't registered yet");
        }

        return Task.FromResult(WaitAWhile(window, now));
    }

    /// <summary>After a try failed for want of the agent: wait and try again, once more after the window, or give up.</summary>
    public StepResult AfterFailure(ItemRun run, FailbackJob failed)
    {
        DateTimeOffset now = clock.UtcNow;
        Window window = WindowOf(run, now);
        if (now < window.End)
        {
            Report(run, window, "the reprotect failed because the mobility agent hasn't registered yet");
            return WaitAWhile(window, now);
        }

        if (window.HasMadeLastTry)
        {
            return StepResult.Fail(Errors.AgentNotRegistered(run, failed));
        }

        window.HasMadeLastTry = true;
        return StepResult.Continue;
    }

    private Window WindowOf(ItemRun run, DateTimeOffset now) => _windows.GetOrAdd(run, _ => new Window(now + run.Request.AgentTimeout));

    private void Report(ItemRun run, Window window, string what) =>
        observer.Note(run, $"{run.Item.Name}: {what}. It takes up to 15 minutes after the VM's boot in AVS; tried until {Words.Instant(window.End)}.");

    private StepResult WaitAWhile(Window window, DateTimeOffset now)
    {
        DateTimeOffset next = now + options.AgentInterval;
        return StepResult.WaitUntil(next < window.End ? next : window.End, "Waiting for the mobility agent to register");
    }

    /// <summary>The window in which the agent is waited for; it begins with the first try.</summary>
    private sealed class Window(DateTimeOffset end)
    {
        public DateTimeOffset End { get; } = end;

        public bool IsReported { get; set; }

        /// <summary>Whether the one try after the window has been made.</summary>
        public bool HasMadeLastTry { get; set; }
    }
}
