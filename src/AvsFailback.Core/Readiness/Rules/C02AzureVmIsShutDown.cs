namespace AvsFailback.Readiness.Rules;

/// <summary>
/// The Azure VM is shut down, as Site Recovery leaves it: a commit deletes it, so one that still runs may hold newer data.
/// An unknown VM blocks too (failback-rules, last section).
/// </summary>
internal sealed class C02AzureVmIsShutDown() : ReadinessRule("C02", "The Azure VM is shut down", ReadinessStep.Commit)
{
    public override bool MayBeIgnored => false;

    /// <summary>How to name an item's Azure VM: by the parameter that every command which looks at this rule has, and the shorter one of some.</summary>
    public static string RemedyFor(string name) =>
        $"Name its Azure VM by its resource id: -Placement @{{ Name = '{name.Replace("'", "''")}'; AzureVM = '<id>' }}. For a single VM, Complete-AvsFailback and Test-AvsFailback take -AzureVM too.";

    public override ReadinessCheck Check(ReadinessFacts facts) => facts.AzureVm switch
    {
        { Finding: AzureVmFinding.Found, Vm: { IsOff: true } vm } => Passed(facts, $"{vm} {facts.AzureVm.Explanation}"),
        { Finding: AzureVmFinding.Found, Vm: { PowerState: AzurePowerState.Unknown } vm } =>
            Finding(facts, ReadinessStatus.Unknown, ReadinessSeverity.Block, $"the power state of {vm.Id} isn't reported", "Look at the VM in the portal, and try again once its state is known."),
        { Finding: AzureVmFinding.Found, Vm: { } vm } =>
            Blocks(facts, $"{vm.Name} is {vm.PowerState} in Azure", $"Make sure that nobody works on it, shut it down (Stop-AzVM -Name {vm.Name}), and commit again. The commit deletes it with all that was written to it since the failback."),
        { Finding: AzureVmFinding.Gone } =>
            Blocks(facts, facts.AzureVm.Explanation, "There is no Azure VM to give up. See in the portal what became of it before you commit."),
        _ => Finding(facts, ReadinessStatus.Unknown, ReadinessSeverity.Block, facts.AzureVm.Explanation, RemedyFor(facts.Item.Name)),
    };
}
