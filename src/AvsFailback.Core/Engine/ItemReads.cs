using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Vault;

namespace AvsFailback.Engine;

/// <summary>How the engine reads what it acts on.</summary>
internal static class ItemReads
{
    /// <summary>Reads how the run's item or plan is now.</summary>
    /// <exception cref="FailbackException">It is gone.</exception>
    public static async Task<ReplicatedItem> ReadAsync(this ItemRun run, ISiteRecovery service, IClock clock, CancellationToken cancellationToken)
    {
        ReplicatedItem item = await ConfirmedReads.UnitAsync(run.Request.Unit, service, clock, run.Item, cancellationToken) ?? throw Errors.ItemGone(run);
        run.See(item);
        return item;
    }
}
