using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using AvsFailback.Completion;
using AvsFailback.Pipeline;
using AvsFailback.Vault;

namespace AvsFailback.Commands;

/// <summary>
/// Shows the vault's master targets (classic) with their datastores and retention volumes. It changes nothing. A master
/// target's name or id is what <c>Enable-AvsReprotection -MasterTarget</c> takes; it must be of the VM's operating system.
/// </summary>
/// <example>
/// <code>Get-AvsMasterTarget</code>
/// Shows all master targets.
/// </example>
/// <example>
/// <code>(Get-AvsMasterTarget CONTOSO-CS01).RetentionVolumes</code>
/// Shows the retention volumes of one: those that <c>Enable-AvsReprotection -RetentionVolume</c> takes.
/// </example>
[Cmdlet(VerbsCommon.Get, "AvsMasterTarget")]
[OutputType(typeof(MasterTarget))]
public sealed class GetAvsMasterTargetCommand : FabricCmdlet
{
    /// <summary>Names of master targets; wildcards are taken.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(MasterTargetCompleter))]
    public string[] Name { get; set; } = ["*"];

    private protected override string[] Names => Name;

    private protected override string Kind => "master target";

    private protected override Task<IEnumerable<(string Name, string Id, object Server)>> ServersAsync(Infrastructure infrastructure, ReplicationFabric fabric) =>
        Task.FromResult(fabric.MasterTargets.Select(mt => (mt.Name, mt.Id, (object)mt)));
}
