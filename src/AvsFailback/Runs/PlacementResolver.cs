using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace AvsFailback.Runs;

/// <summary>Reads a command's <c>-Placement</c> and finds each VM's row.</summary>
internal static class PlacementResolver
{
    /// <summary>The row of each VM that has one, of one vault's VMs.</summary>
    /// <param name="table">What the parameter said.</param>
    /// <param name="vault">The vault.</param>
    /// <param name="items">Its VMs that the command is for.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="FailbackException">A row is ambiguous, or for no VM of the vault.</exception>
    public static async Task<IReadOnlyDictionary<ArmId, PlacementRow>> RowsAsync(
        PlacementTable table, AvsVault vault, IReadOnlyList<ReplicatedItem> items, CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<ArmId, PlacementRow> rows = table.RowsOf(items);
        if (table.RowsOfOthers(items) is { Count: > 0 } others)
        {
            ISiteRecovery service = vault.Connection.Service;
            PlacementTable.DemandKnown(others, await Paging.AllAsync(c => service.ListItemsAsync(null, c, cancellationToken)), items);
        }

        return rows;
    }
}
