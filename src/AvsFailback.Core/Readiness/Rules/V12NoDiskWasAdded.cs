using System.Linq;

namespace AvsFailback.Readiness.Rules;

/// <summary>Disks that were added in Azure aren't replicated, so they don't come back. Told by their number: the two sides name disks differently.</summary>
internal sealed class V12NoDiskWasAdded() : ReadinessRule("V12", "All disks of the Azure VM are replicated", ReadinessStep.Failback)
{
    public override ReadinessScope Scope => ReadinessScope.Whole;

    public override ReadinessCheck Check(ReadinessFacts facts)
    {
        if (!facts.FailsBack)
        {
            return NotApplicable(facts, "not replicated to AVS");
        }

        const string Copy = "Compare the disks of the Azure VM with those that are replicated; copy what was added by other means before the commit deletes the VM.";
        if (facts.AzureVm.Vm is not { } vm)
        {
            return ByHand(facts, facts.AzureVm.Explanation, Copy);
        }

        if (vm.Disks.Count == 0 || facts.Item.Disks.Count == 0)
        {
            return ByHand(facts, vm.Disks.Count == 0 ? $"the disks of {vm.Name} aren't reported" : "the replicated disks aren't reported", Copy);
        }

        string evidence = $"{vm.Disks.Count} in Azure, {facts.Item.Disks.Count} replicated";
        return vm.Disks.Count > facts.Item.Disks.Count
            ? Warns(facts, $"{evidence}; data disks: {string.Join(", ", vm.Disks.Where(disk => !disk.IsSystem))}", Copy)
            : Passed(facts, evidence);
    }
}
