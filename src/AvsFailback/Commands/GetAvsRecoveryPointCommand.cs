using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using AvsFailback.Pipeline;

namespace AvsFailback.Commands;

/// <summary>
/// Shows the recovery points of VMs, newest first. Site Recovery lists none for modernized VMs that replicate to AVS: it
/// makes the point when the failback starts. It changes nothing.
/// </summary>
/// <example>
/// <code>Get-AvsRecoveryPoint sql01 -Latest</code>
/// Shows how old the data of a failback to the latest point would be.
/// </example>
/// <example>
/// <code>
/// $point = Get-AvsRecoveryPoint sql01 -Type ApplicationConsistent -Latest
/// Start-AvsFailback sql01 -RecoveryPoint $point
/// </code>
/// Fails a classic VM back to a certain point, here its latest app-consistent one.
/// </example>
/// <example>
/// <code>Get-AvsReplicatedItem -Phase ReadyToFailBack | Get-AvsRecoveryPoint -Latest</code>
/// Shows the latest point of each VM that can be failed back.
/// </example>
[Cmdlet(VerbsCommon.Get, "AvsRecoveryPoint", DefaultParameterSetName = ByName)]
[OutputType(typeof(RecoveryPoint))]
public sealed class GetAvsRecoveryPointCommand : ItemCmdlet
{
    /// <summary>Only points of this kind.</summary>
    [Parameter]
    [ValidateSet(nameof(RecoveryPointType.CrashConsistent), nameof(RecoveryPointType.ApplicationConsistent))]
    public RecoveryPointType? Type { get; set; }

    /// <summary>Only the latest point of each VM (of the kind, if one is given).</summary>
    [Parameter]
    public SwitchParameter Latest { get; set; }

    /// <inheritdoc/>
    protected override async Task EndAsync()
    {
        foreach ((ItemInput _, ReplicatedItem item) in await ResolveItemsAsync())
        {
            ISiteRecovery service = item.Vault!.Connection.Service;
            List<RecoveryPoint> points = await Paging.AllAsync(c => service.ListRecoveryPointsAsync(item, c, StopToken));
            if (points.Count == 0 && item.Provider.Equals("InMageRcmFailback", System.StringComparison.OrdinalIgnoreCase))
            {
                PostWarning($"{item.Name}: Site Recovery lists no recovery points for modernized VMs that replicate to AVS; the point is made when the failback starts.");
            }

            IEnumerable<RecoveryPoint> wanted = points.Where(p => Type is null || p.Type == Type).OrderByDescending(p => p.Time);
            foreach (RecoveryPoint point in Latest ? wanted.Take(1) : wanted)
            {
                await WriteAsync(point);
            }
        }
    }
}
