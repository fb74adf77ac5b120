using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace AvsFailback.Vault;

/// <summary>
/// Reads of what was there before. One 404 proves nothing: Azure Resource Manager answers it now and then for what exists. Only further looks, some seconds
/// apart, and the vault's own list make it gone.
/// </summary>
internal static class ConfirmedReads
{
    /// <summary>How long to wait between two looks.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>For how long what the list shows may be unreadable by itself.</summary>
    public static readonly TimeSpan UnreadableFor = TimeSpan.FromMinutes(5);

    // The first look and two further ones.
    private const int Looks = 3;

    // A job's start may lie before or after what this session knows of it by the two clocks' difference.
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    /// <summary>An item or a plan; null once it is certain that the vault has it no longer.</summary>
    /// <param name="unit">What it is.</param>
    /// <param name="service">The service.</param>
    /// <param name="clock">The clock to wait by.</param>
    /// <param name="last">What it was when it was read last.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="FailbackException">The vault lists it, and can't show it by itself.</exception>
    public static Task<ReplicatedItem?> UnitAsync(ActionTarget unit, ISiteRecovery service, IClock clock, ReplicatedItem last, CancellationToken cancellationToken) => ReadAsync(
        () => unit.ReadAsync(service, last, cancellationToken),
        () => unit is PlanTarget
            ? IsPlanListedAsync(service, last.Id, cancellationToken)
            : IsListedAsync(c => service.ListItemsAsync(null, c, cancellationToken), item => item.Id == last.Id),
        clock,
        last.Name,
        cancellationToken);

    /// <summary>An item; null once it is certain that the vault has it no longer.</summary>
    /// <exception cref="FailbackException">The vault lists it, and can't show it by itself.</exception>
    public static Task<ReplicatedItem?> ItemAsync(ISiteRecovery service, IClock clock, ReplicatedItem last, CancellationToken cancellationToken) =>
        UnitAsync(ItemTarget.Instance, service, clock, last, cancellationToken);

    /// <summary>A plan; null once it is certain that the vault has it no longer.</summary>
    /// <exception cref="FailbackException">The vault lists it, and can't show it by itself.</exception>
    public static Task<RecoveryPlan?> PlanAsync(ISiteRecovery service, IClock clock, ArmId id, CancellationToken cancellationToken) => ReadAsync(
        () => service.FindPlanAsync(id, cancellationToken), () => IsPlanListedAsync(service, id, cancellationToken), clock, id.Name, cancellationToken);

    /// <summary>A job; null once it is certain that the vault doesn't know it. Where only the list shows it, it is given as listed: thin, but with its state.</summary>
    /// <param name="service">The service.</param>
    /// <param name="clock">The clock to wait by.</param>
    /// <param name="id">The job's id.</param>
    /// <param name="since">When it started, as far as is known; null for any time.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<FailbackJob?> JobAsync(ISiteRecovery service, IClock clock, ArmId id, DateTimeOffset? since, CancellationToken cancellationToken) =>
        await LookAsync(() => service.FindJobAsync(id, cancellationToken), clock, cancellationToken)
        ?? (await new JobHistory(service).ReadAsync(new JobFilter { From = since - Skew, To = since is null ? null : clock.UtcNow + Skew }, int.MaxValue, cancellationToken)).Jobs.FirstOrDefault(job => job.Id == id);

    private static async Task<T?> ReadAsync<T>(Func<Task<T?>> read, Func<Task<bool>> isListed, IClock clock, string name, CancellationToken cancellationToken)
        where T : class
    {
        DateTimeOffset end = clock.UtcNow + UnreadableFor;
        while (true)
        {
            if (await LookAsync(read, clock, cancellationToken) is { } found)
            {
                return found;
            }

            if (!await isListed())
            {
                return null;
            }

            if (clock.UtcNow >= end)
            {
                throw new FailbackException(
                    "Unreadable",
                    FailbackErrorCategory.Service,
                    $"The vault lists {name}, but has answered for {Words.Span(UnreadableFor)} that it isn't there.",
                    "This is the service's fault, and passes as a rule: rerun the command later. Nothing was removed.",
                    name);
            }

            await clock.Delay(Interval, cancellationToken);
        }
    }

    private static async Task<T?> LookAsync<T>(Func<Task<T?>> read, IClock clock, CancellationToken cancellationToken)
        where T : class
    {
        for (int look = 1; ; look++)
        {
            if (await read() is { } found)
            {
                return found;
            }

            if (look >= Looks)
            {
                return null;
            }

            await clock.Delay(Interval, cancellationToken);
        }
    }

    private static Task<bool> IsPlanListedAsync(ISiteRecovery service, ArmId id, CancellationToken cancellationToken) =>
        IsListedAsync(c => service.ListPlansAsync(c, cancellationToken), plan => plan.Id == id);

    private static async Task<bool> IsListedAsync<T>(Func<string?, Task<Page<T>>> list, Func<T, bool> isIt)
    {
        string? continuation = null;
        do
        {
            Page<T> page = await list(continuation);
            if (page.Items.Any(isIt))
            {
                return true;
            }

            continuation = page.Continuation;
        }
        while (continuation is not null);
        return false;
    }
}
