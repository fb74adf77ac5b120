using System;

namespace AvsFailback.Vault;

/// <summary>A request that was sent and whose answer didn't come.</summary>
/// <param name="Action">What was asked for.</param>
/// <param name="ClientRequestId">The id that the request carried.</param>
/// <param name="SentAt">When it was sent.</param>
/// <param name="ObjectId">What jobs called the item then; a reprotect that went through has renamed it.</param>
internal sealed record PendingRequest(FailbackAction Action, string ClientRequestId, DateTimeOffset SentAt, string? ObjectId)
{
    /// <summary>From when on its job is looked for.</summary>
    public DateTimeOffset MayHaveBegun { get; init; } = SentAt;

    /// <summary>
    /// The request that a journal tells of. Where the journal's time lies ahead, since a clock was set back, the request counts as sent just now,
    /// lest it be looked for until then, and as begun at any time.
    /// </summary>
    public static PendingRequest Of(FailbackRunEvent intended, DateTimeOffset now) =>
        new(intended.Action, intended.ClientRequestId ?? string.Empty, intended.Time < now ? intended.Time : now, intended.ObjectId)
        {
            MayHaveBegun = intended.Time <= now ? intended.Time : now - JobHistory.Horizon,
        };
}
