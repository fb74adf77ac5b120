using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using AvsFailback.Vault;

namespace AvsFailback.Pipeline;

/// <summary>A cmdlet that shows servers of one kind out of the vault's fabrics.</summary>
public abstract class FabricCmdlet : VaultCmdlet
{
    /// <summary>What to show: names with wildcards.</summary>
    private protected abstract string[] Names { get; }

    /// <summary>The kind's name, for errors.</summary>
    private protected abstract string Kind { get; }

    /// <summary>The servers of this kind in a fabric, each with its name and id.</summary>
    private protected abstract Task<IEnumerable<(string Name, string Id, object Server)>> ServersAsync(Infrastructure infrastructure, ReplicationFabric fabric);

    /// <inheritdoc/>
    protected override async Task EndAsync()
    {
        AvsVault vault = await OnPipelineAsync(() => ResolveVault());
        var infrastructure = new Infrastructure(vault);
        var patterns = new NamePatterns(Names);
        var all = new List<(string Name, string Id, object Server)>();
        foreach (ReplicationFabric fabric in await infrastructure.AllFabricsAsync(StopToken))
        {
            all.AddRange(await ServersAsync(infrastructure, fabric));
        }

        foreach ((string Name, string Id, object Server) found in patterns.Among(all, one => one.Name, one => one.Id))
        {
            await WriteAsync(found.Server);
        }

        foreach (string missing in patterns.Missing)
        {
            string known = string.Join(", ", all.Select(one => one.Name).Distinct(StringComparer.OrdinalIgnoreCase).OrderBy(n => n, StringComparer.OrdinalIgnoreCase));
            await WriteErrorAsync(new FailbackException("ServerNotFound", FailbackErrorCategory.NotFound, $"The vault {vault} has no {Kind} '{missing}'.", known.Length > 0 ? $"It has: {known}." : "It has none at all.", missing), missing);
        }
    }
}
