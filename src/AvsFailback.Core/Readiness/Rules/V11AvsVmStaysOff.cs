using System;

namespace AvsFailback.Readiness.Rules;

/// <summary>The VM in AVS is off: the failback overwrites it, and one that runs confuses. The service seldom tells before a failback (asr-contract §4.2).</summary>
internal sealed class V11AvsVmStaysOff() : ReadinessRule("V11", "The VM in AVS is off", ReadinessStep.Failback)
{
    public override ReadinessCheck Check(ReadinessFacts facts)
    {
        if (!facts.FailsBack)
        {
            return NotApplicable(facts, "not replicated to AVS");
        }

        return facts.Item.AvsVm switch
        {
            { IsDeleted: true } => Finding(facts, ReadinessStatus.Failed, ReadinessSeverity.Info, "the VM in AVS was deleted", "Nothing needs doing: a full copy makes it again, at the place that the reprotect named."),
            { PowerStatus: { Length: > 0 } power } when Is(power, "ON") => Warns(facts, "the VM in AVS is ON", "Power it off in vCenter: the failback overwrites its disks."),
            { PowerStatus: { Length: > 0 } power } when Is(power, "OFF") => Passed(facts, power),
            { PowerStatus: { Length: > 0 } power } => Finding(facts, ReadinessStatus.Unknown, ReadinessSeverity.Warn, $"the power state of the VM in AVS is '{power}'", "Look in vCenter: it has to be off."),
            _ => ByHand(facts, "Azure doesn't show the VM in AVS before a failback", "Look in vCenter: the VM has to be off, if it is there."),
        };
    }

    private static bool Is(string power, string word) => string.Equals(power, word, StringComparison.OrdinalIgnoreCase);
}
