using System;
using System.Collections.Generic;
using System.Linq;

namespace AvsFailback.Engine;

/// <summary>
/// The mobility agent registers up to 15 minutes after the VM's boot in AVS; until then a reprotect to Azure fails saying that
/// it isn't installed. That is waited for, inside a window, and tried once more after it (rule R03).
/// </summary>
internal static class AgentGate
{
    /// <summary>
    /// The codes that mean it. 95226 is documented for the way to AVS; the service's own for the way to Azure wasn't found
    /// (asr-contract §10), so the emulator has one of its own. Never recognised by text.
    /// </summary>
    public static IReadOnlyCollection<string> Codes { get; } = ["95226", "EmulatedAgentNotRegistered"];

    /// <summary>Whether the job failed because the agent hasn't registered.</summary>
    public static bool IsAgentMissing(FailbackJob failed) =>
        failed.Errors.Concat(failed.Tasks.SelectMany(task => task.Errors))
            .Any(error => Codes.Contains(error.Code, StringComparer.OrdinalIgnoreCase) || (error.ProviderCode is { } code && Codes.Contains(code, StringComparer.OrdinalIgnoreCase)));

    /// <summary>Before a try: whether the item itself says that the agent isn't there yet, modernized by its flag, classic by its heartbeat.</summary>
    public static bool MustWait(ItemRun run, DateTimeOffset now, EngineOptions options, IEngineObserver observer)
    {
        bool isFirst = run.AgentWindowEnd is null;
        run.AgentWindowEnd ??= now + run.Request.AgentTimeout;
        bool isMissing = run.Item.IsAgentRegistered == false || IsSilent(run, now, options);
        if (!isMissing || now >= run.AgentWindowEnd)
        {
            return false;
        }

        if (isFirst)
        {
            Tell(run, observer, "the mobility agent hasn't registered yet");
        }

        WaitAWhile(run, now, options);
        return true;
    }

    // A classic agent's heartbeat goes on once it has registered (rule R03). That it always shows is INFERRED, so after the documented 15 minutes it is tried without.
    private static bool IsSilent(ItemRun run, DateTimeOffset now, EngineOptions options) =>
        run.Item.Architecture == ReplicationArchitecture.Classic
        && run.Item.AgentHeartbeat is { } beat
        && (run.SucceededJob(FailbackAction.FailBack)?.EndTime ?? run.Request.RunningInAvsSince ?? run.Item.LastFailoverTime) is { } back
        && beat <= back
        && now < back + options.HeartbeatWindow;

    /// <summary>After a try failed for want of the agent: wait and try again, or give up. True to go on at once.</summary>
    public static bool TryAgain(ItemRun run, FailbackJob failed, DateTimeOffset now, EngineOptions options, IEngineObserver observer)
    {
        run.AgentWindowEnd ??= now + run.Request.AgentTimeout;
        if (now < run.AgentWindowEnd)
        {
            Tell(run, observer, "the reprotect failed because the mobility agent hasn't registered yet");
            WaitAWhile(run, now, options);
            return false;
        }

        if (run.HasMadeLastAgentTry)
        {
            throw Errors.AgentNotRegistered(run, failed);
        }

        run.HasMadeLastAgentTry = true;
        return true;
    }

    private static void Tell(ItemRun run, IEngineObserver observer, string what) =>
        observer.Note(run, $"{run.Item.Name}: {what}. It takes up to 15 minutes after the VM's boot in AVS; tried until {Words.Instant(run.AgentWindowEnd!.Value)}.");

    private static void WaitAWhile(ItemRun run, DateTimeOffset now, EngineOptions options)
    {
        run.Waiting = "Waiting for the mobility agent to register";
        DateTimeOffset next = now + options.AgentInterval;
        run.NextLook = next < run.AgentWindowEnd!.Value ? next : run.AgentWindowEnd.Value;
    }
}
