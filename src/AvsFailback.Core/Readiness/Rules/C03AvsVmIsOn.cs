using System;

namespace AvsFailback.Readiness.Rules;

/// <summary>
/// The VM in AVS is on and its tools answer, as far as the appliance has seen since the failback; classic VMs don't tell, and
/// whether the VM does its work only its users can say.
/// </summary>
internal sealed class C03AvsVmIsOn() : ReadinessRule("C03", "The VM in AVS is on and its tools answer", ReadinessStep.Commit)
{
    public override ReadinessCheck Check(ReadinessFacts facts)
    {
        const string Look = "Look in vCenter and at the VM itself: the commit deletes the one in Azure.";
        ReplicatedItem item = facts.Item;
        if (item.Direction != ReplicationDirection.AzureToAvs)
        {
            return NotApplicable(facts, "its last failover went to Azure");
        }

        if (item.AvsVm is not { PowerStatus.Length: > 0 } vm)
        {
            return ByHand(facts, "Azure doesn't show the VM in AVS", Look);
        }

        string evidence = $"{vm}{(vm.IpAddresses.Count > 0 ? $", {string.Join(", ", vm.IpAddresses)}" : string.Empty)}{(vm.LastDiscovered is { } seen ? $", seen {Words.Instant(seen)}" : string.Empty)}";
        return vm.LastDiscovered < item.LastFailoverTime ? ByHand(facts, $"{evidence}, before the failback", Look)
            : Is(vm.PowerStatus, "ON") && Is(vm.VmwareToolsStatus, "OK") ? Passed(facts, evidence)
            : Warns(facts, evidence, Is(vm.PowerStatus, "ON") ? "The tools may lag after a failback. " + Look : Look);
    }

    private static bool Is(string state, string word) => string.Equals(state, word, StringComparison.OrdinalIgnoreCase);
}
