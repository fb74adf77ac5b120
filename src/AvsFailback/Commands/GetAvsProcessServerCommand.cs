using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using AvsFailback.Completion;
using AvsFailback.Pipeline;
using AvsFailback.Vault;

namespace AvsFailback.Commands;

/// <summary>
/// Shows the vault's process servers: of configuration servers (classic) and of appliances (modernized). It changes
/// nothing. A process server's name or id is what <c>Enable-AvsReprotection -ProcessServer</c> takes; towards AVS, a
/// classic VM needs one that runs in Azure.
/// </summary>
/// <example>
/// <code>Get-AvsProcessServer</code>
/// Shows all process servers with health and heartbeat.
/// </example>
/// <example>
/// <code>Get-AvsProcessServer CONTOSO-PS* | Format-List</code>
/// Shows those of a pattern in full.
/// </example>
[Cmdlet(VerbsCommon.Get, "AvsProcessServer")]
[OutputType(typeof(ProcessServer))]
public sealed class GetAvsProcessServerCommand : FabricCmdlet
{
    /// <summary>Names of process servers; wildcards are taken.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ProcessServerCompleter))]
    public string[] Name { get; set; } = ["*"];

    private protected override string[] Names => Name;

    private protected override string Kind => "process server";

    private protected override Task<IEnumerable<(string Name, string Id, object Server)>> ServersAsync(Infrastructure infrastructure, ReplicationFabric fabric) =>
        Task.FromResult(fabric.ProcessServers.Select(ps => (ps.Name, ps.Id, (object)ps)));
}
