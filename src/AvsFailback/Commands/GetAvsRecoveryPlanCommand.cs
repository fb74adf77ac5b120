using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using AvsFailback.Completion;
using AvsFailback.Engine;
using AvsFailback.Pipeline;

using AvsFailback.Vault;

namespace AvsFailback.Commands;

/// <summary>
/// Shows the vault's recovery plans with their groups, VMs, scripts and manual actions. A plan goes to the acting cmdlets by
/// <c>-RecoveryPlan</c> or through the pipeline.
/// </summary>
/// <example>
/// <code>Get-AvsRecoveryPlan</code>
/// Shows all recovery plans with the VMs of each group.
/// </example>
/// <example>
/// <code>Get-AvsRecoveryPlan Web-tier | Start-AvsFailback -Wait</code>
/// Fails the plan's VMs back, group after group, by the plan's own request.
/// </example>
[Cmdlet(VerbsCommon.Get, "AvsRecoveryPlan")]
[OutputType(typeof(RecoveryPlan))]
public sealed class GetAvsRecoveryPlanCommand : VaultCmdlet
{
    /// <summary>Names of recovery plans; wildcards are taken.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RecoveryPlanCompleter))]
    public string[] Name { get; set; } = ["*"];

    /// <inheritdoc/>
    protected override async Task EndAsync()
    {
        AvsVault vault = await OnPipelineAsync(() => ResolveVault());
        ISiteRecovery service = vault.Connection.Service;
        var resolver = new PlanResolver(vault);
        var patterns = new NamePatterns(Name);
        IReadOnlyList<RecoveryPlan> matching = patterns.Among(await resolver.AllAsync(StopToken), plan => plan.Name, plan => plan.Id.Name);
        Dictionary<ArmId, string> names = matching.Count == 0
            ? []
            : (await Paging.AllAsync(c => service.ListItemsAsync(null, c, StopToken))).GroupBy(item => item.Id).ToDictionary(same => same.Key, same => same.First().Name);
        foreach (RecoveryPlan listed in matching)
        {
            if (await ConfirmedReads.PlanAsync(service, vault.Connection.Clock, listed.Id, StopToken) is { } plan)
            {
                await WriteAsync(plan with { Groups = [.. plan.Groups.Select(group => group with { Members = [.. group.Members.Select(member => Named(member, names))] })] });
            }
        }

        foreach (string missing in patterns.Missing)
        {
            try
            {
                await resolver.ResolveAsync(missing, missing, StopToken);
            }
            catch (FailbackException e) when (e.Category is FailbackErrorCategory.NotFound)
            {
                await WriteErrorAsync(e, missing);
            }
        }
    }

    private static RecoveryPlanMember Named(RecoveryPlanMember member, Dictionary<ArmId, string> names) =>
        names.TryGetValue(member.Id, out string? name) ? member with { Name = name } : member;
}
