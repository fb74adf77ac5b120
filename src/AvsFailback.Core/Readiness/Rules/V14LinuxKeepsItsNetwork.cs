using System;

namespace AvsFailback.Readiness.Rules;

/// <summary>What a VM with Linux loses on the way: static addresses and NetworkManager's settings (classic), changes of static addresses, fstab and LVM (modernized).</summary>
internal sealed class V14LinuxKeepsItsNetwork() : ReadinessRule("V14", "Nothing in the VM has to be fixed afterwards", ReadinessStep.Failback)
{
    public override ReadinessCheck Check(ReadinessFacts facts)
    {
        ReplicatedItem item = facts.Item;
        if (string.Equals(item.OsType, "Windows", StringComparison.OrdinalIgnoreCase))
        {
            return NotApplicable(facts, "Windows");
        }

        string lost = item.Architecture == ReplicationArchitecture.Classic
            ? "a static address and NetworkManager's settings may be lost"
            : "a static address, fstab and LVM may have to be set again";
        return ByHand(facts, item.OsType is null ? $"the operating system isn't reported; with Linux, {lost}" : $"{item.OsType}: {lost}", "Look at them in AVS after the failback.", ReadinessSeverity.Info);
    }
}
