using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using AvsFailback.Completion;
using AvsFailback.Failback;
using AvsFailback.Pipeline;

namespace AvsFailback.Commands;

/// <summary>Shows the vault's process servers: of configuration servers (classic) and of appliances (modernized).</summary>
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
