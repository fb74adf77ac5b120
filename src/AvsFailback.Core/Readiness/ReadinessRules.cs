using System;
using System.Collections.Generic;
using System.Linq;
using AvsFailback.Readiness.Rules;

namespace AvsFailback.Readiness;

/// <summary>The rules that this version knows, in the order of the checklist (failback-rules §3).</summary>
internal static class ReadinessRules
{
    /// <summary>Every rule.</summary>
    public static IReadOnlyList<ReadinessRule> All { get; } =
    [
        new I01ProviderIsKnown(),
        new I02ClassicIsRetired(),
        new I03ConfigurationServerIsAlive(),
        new I04VmIsInDatabase(),
        new I05ProcessServerIsHealthy(),
        new I06MasterTargetFits(),
        new I07MasterTargetHasRoom(),
        new I08RetentionVolumeExists(),
        new I09DatastoreIsReached(),
        new I10MasterTargetIsSetUp(),
        new I11VCenterIsConnected(),
        new I12ApplianceIsHealthy(),
        new I13ApplianceReachesDatastore(),
        new I14ApplianceHasRoom(),
        new I15PathIsOpen(),
        new I16CallerMayDoIt(),
        new V01ReverseReplicationIsOn(),
        new V02FailoverIsAllowed(),
        new V03ReplicationIsHealthy(),
        new V04InitialSyncIsDone(),
        new V05RecoveryPointExists(),
        new V06AppConsistentPointExists(),
        new V07NoJobIsRunning(),
        new V08NoTestFailoverIsOpen(),
        new V09AzureVmRuns(),
        new V10AzureVmIsStillThere(),
        new V11AvsVmStaysOff(),
        new V12NoDiskWasAdded(),
        new V13LagIsSmall(),
        new V14LinuxKeepsItsNetwork(),
        new V15NothingIsLocked(),
        new V16ReplicationGroupGoesTogether(),
        new C01FailoverJobEndedWell(),
        new C02AzureVmIsShutDown(),
        new C03AvsVmIsOn(),
        new C04CommitIsAllowed(),
        new C05CommitIsFinal(),
        new C06FailbackCanBeCancelled(),
        new R01AzureVmIsGone(),
        new R02ReprotectIsAllowed(),
        new R03AgentIsBack(),
        new R04ServersAndPolicyExist(),
        new R05ReplicatesAgain(),
    ];

    /// <summary>Applies the rules of the step.</summary>
    /// <param name="facts">What was read.</param>
    /// <param name="ignored">Ids of rules that the user said to go on against.</param>
    /// <param name="scope">How much to look at: no more than was read.</param>
    public static FailbackReadiness Evaluate(ReadinessFacts facts, IReadOnlyCollection<string> ignored, ReadinessScope scope) => new()
    {
        Item = facts.Item,
        Step = facts.Step,
        Checks = [.. All.Where(rule => rule.Scope <= scope && rule.Steps.Contains(facts.Step)).Select(rule => Ignore(rule, rule.Check(facts), ignored))],
    };

    /// <summary>Refuses ids of rules that don't exist or that nobody may go on against (design §5).</summary>
    /// <exception cref="FailbackException">One of the ids is such.</exception>
    public static void DemandIgnorable(IEnumerable<string> ids)
    {
        foreach (string id in ids)
        {
            ReadinessRule? rule = All.FirstOrDefault(r => Same(r.Id, id));
            if (rule is null)
            {
                throw new FailbackException("NoSuchRule", FailbackErrorCategory.InvalidInput, $"There is no rule '{id}'.", $"Rules that can be ignored: {string.Join(", ", All.Where(r => r.MayBeIgnored).Select(r => r.Id))}.", id);
            }

            if (!rule.MayBeIgnored)
            {
                throw new FailbackException("RuleNotIgnorable", FailbackErrorCategory.InvalidInput, $"Rule {rule.Id} can't be ignored. It demands: {rule.Title}.", $"Rules that can be ignored: {string.Join(", ", All.Where(r => r.MayBeIgnored).Select(r => r.Id))}.", id);
            }
        }
    }

    private static ReadinessCheck Ignore(ReadinessRule rule, ReadinessCheck check, IReadOnlyCollection<string> ignored) =>
        check.IsBlocking && rule.MayBeIgnored && ignored.Contains(rule.Id, StringComparer.OrdinalIgnoreCase)
            ? check with { Status = ReadinessStatus.Ignored }
            : check;

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
