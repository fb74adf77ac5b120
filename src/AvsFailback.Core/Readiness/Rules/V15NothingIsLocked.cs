using System.Linq;

namespace AvsFailback.Readiness.Rules;

/// <summary>No lock lies on the Azure VM, its network interfaces, its disks, or on what contains them: the commit deletes the VM.</summary>
internal sealed class V15NothingIsLocked() : ReadinessRule("V15", "No lock lies on the Azure VM and its parts", ReadinessStep.Failback, ReadinessStep.Commit)
{
    public override ReadinessScope Scope => ReadinessScope.Whole;

    public override ReadinessCheck Check(ReadinessFacts facts)
    {
        if (facts.Item.Direction != ReplicationDirection.AzureToAvs)
        {
            return NotApplicable(facts, "not replicated to AVS");
        }

        // A warning in time before the failback; the commit would fail on it.
        ReadinessSeverity severity = facts.Step == ReadinessStep.Commit ? ReadinessSeverity.Block : ReadinessSeverity.Warn;
        if (facts.AzureVm.Vm is not { } vm)
        {
            return facts.AzureVm.Finding == AzureVmFinding.Gone
                ? NotApplicable(facts, facts.AzureVm.Explanation)
                : ByHand(facts, facts.AzureVm.Explanation, "Look in the portal whether a lock lies on the Azure VM, its disks or its resource group.", severity);
        }

        if (facts.Vault?.Locks.Value is not { } all)
        {
            return NotKnown(facts, facts.Vault?.Locks.Problem ?? "the locks weren't read", "Look in the portal whether a lock lies on the Azure VM, its disks or its resource group.", severity);
        }

        ArmId[] parts = [vm.Id, .. vm.NetworkInterfaceIds, .. vm.Disks.Select(disk => disk.Id).OfType<ArmId>()];
        string[] found = [.. all.Select(held => (Lock: held, Part: parts.FirstOrDefault(held.Covers))).Where(pair => pair.Part is not null).Select(pair => $"{pair.Lock} covers {pair.Part!.Name}")];
        return found.Length == 0
            ? Passed(facts, $"none on {vm.Name}, its network interfaces ({vm.NetworkInterfaceIds.Count}) and disks ({vm.Disks.Count})")
            : Finding(facts, ReadinessStatus.Failed, severity, string.Join("; ", found), "Remove the lock before the commit (Remove-AzResourceLock); the commit deletes the VM.");
    }
}
