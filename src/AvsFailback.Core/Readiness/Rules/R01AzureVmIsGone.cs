namespace AvsFailback.Readiness.Rules;

/// <summary>The commit has deleted the Azure VM.</summary>
internal sealed class R01AzureVmIsGone() : ReadinessRule("R01", "The failback is committed and its Azure VM is gone", ReadinessStep.Reprotection)
{
    public override ReadinessCheck Check(ReadinessFacts facts)
    {
        if (facts.Item.Direction != ReplicationDirection.AzureToAvs)
        {
            return NotApplicable(facts, "the VM runs in Azure");
        }

        return facts.AzureVm switch
        {
            { Finding: AzureVmFinding.Gone } => Passed(facts, facts.AzureVm.Explanation),
            { Finding: AzureVmFinding.Found, Vm: { } vm } => Warns(facts, $"{vm} is still there", "The commit deletes it, which may take some minutes. If it stays, delete it once nobody needs it: two machines of one name confuse."),
            _ => Finding(facts, ReadinessStatus.Manual, ReadinessSeverity.Info, facts.AzureVm.Explanation, "Look in the portal whether the Azure VM is gone."),
        };
    }
}
