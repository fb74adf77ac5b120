using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using AvsFailback.Completion;
using AvsFailback.Pipeline;
using AvsFailback.Vault;

namespace AvsFailback.Commands;

/// <summary>
/// Shows the vault's replication appliances (modernized) with the health of their parts, their datastores and run-as
/// accounts. It changes nothing. An appliance's name or id is what <c>Enable-AvsReprotection -Appliance</c> takes.
/// </summary>
/// <example>
/// <code>Get-AvsAppliance</code>
/// Shows all appliances.
/// </example>
/// <example>
/// <code>(Get-AvsAppliance contoso-appl01).Datastores</code>
/// Shows the datastores that an appliance reaches: those that <c>Enable-AvsReprotection -Datastore</c> takes.
/// </example>
[Cmdlet(VerbsCommon.Get, "AvsAppliance")]
[OutputType(typeof(ReplicationAppliance))]
public sealed class GetAvsApplianceCommand : FabricCmdlet
{
    /// <summary>Names of appliances; wildcards are taken.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ApplianceCompleter))]
    public string[] Name { get; set; } = ["*"];

    private protected override string[] Names => Name;

    private protected override string Kind => "appliance";

    private protected override async Task<IEnumerable<(string Name, string Id, object Server)>> ServersAsync(Infrastructure infrastructure, ReplicationFabric fabric)
    {
        if (fabric.Appliances.Count == 0)
        {
            return [];
        }

        IReadOnlyList<RunAsAccount> accounts = await infrastructure.RunAsAccountsOfAsync(fabric, StopToken);
        return fabric.Appliances.Select(a => (a.Name, a.Id, (object)(a with { RunAsAccounts = accounts })));
    }
}
