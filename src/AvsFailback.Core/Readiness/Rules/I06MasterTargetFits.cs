using System;
using System.Collections.Generic;
using System.Linq;
using AvsFailback.Engine;

namespace AvsFailback.Readiness.Rules;

/// <summary>A master target of the VM's operating system is there and alive, without errors.</summary>
internal sealed class I06MasterTargetFits() : MasterTargetRule("I06", "A master target of the VM's operating system is there")
{
    protected override ReadinessCheck Look(ReadinessFacts facts, VaultEvidence vault, ReplicationFabric fabric)
    {
        IReadOnlyList<MasterTarget> meant = ChosenServers.MasterTargets(facts, fabric);
        string os = facts.Item.OsType ?? "the VM's";
        if (meant.Count == 0)
        {
            string? id = ChosenServers.MasterTargetId(facts);
            return Blocks(facts, id is null ? $"{fabric.Name} has no master target for {os}" : $"the master target {id} isn't in {fabric.Name} any more", "A Windows master target comes with the configuration server; VMs with Linux need a Linux one.");
        }

        (MasterTarget target, string? broken, string? warning) = meant
            .Select(target => (target, Broken: BrokenBy(facts, target), Warning: target.HealthErrors.Count > 0 ? $"{target.Name}: {Errors(target.HealthErrors)}" : null))
            .OrderBy(seen => seen.Broken is not null).ThenBy(seen => seen.Warning is not null)
            .First();
        return broken is not null ? Blocks(facts, broken, Advice(target.HealthErrors, $"Start {target.Name} and its services, or set up another master target for {os}."))
            : warning is not null ? Warns(facts, warning, Advice(target.HealthErrors, $"See {target.Name} in the portal."))
            : Passed(facts, $"{target.Name}, {target.OsType}, heartbeat {Words.Span(target.HeartbeatAge ?? TimeSpan.Zero)} ago");
    }

    private static string? BrokenBy(ReadinessFacts facts, MasterTarget target) =>
        !ChosenServers.FitsOs(facts.Item, target) ? $"{target.Name} is for {target.OsType}, the VM has {facts.Item.OsType}"
        : target.HeartbeatAge is null ? $"no heartbeat of {target.Name} is reported"
        : Silence(target.Name, target.HeartbeatAge, ReadinessLimits.ClassicHeartbeat) is { } silence ? silence
        : target.HealthErrors.Any(e => e.Level.Length == 0 || Same(e.Level, "Error") || Same(e.Level, "Critical")) ? $"{target.Name}: {Errors(target.HealthErrors)}"
        : null;
}
