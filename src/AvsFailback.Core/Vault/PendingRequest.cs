using System;

namespace AvsFailback.Vault;

/// <summary>A request that was sent and whose answer didn't come.</summary>
/// <param name="Action">What was asked for.</param>
/// <param name="ClientRequestId">The id that the request carried.</param>
/// <param name="SentAt">When it was sent.</param>
/// <param name="ObjectId">What jobs called the item then; a reprotect that went through has renamed it.</param>
internal sealed record PendingRequest(FailbackAction Action, string ClientRequestId, DateTimeOffset SentAt, string? ObjectId);
