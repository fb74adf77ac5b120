using System;

namespace AvsFailback.Azure.Wire;

/// <summary>What every object that is read carries besides what the service tells of it.</summary>
/// <param name="Vault">The vault that it is read from.</param>
/// <param name="ReadAt">When, by the vault's clock.</param>
/// <param name="IsComplete">Whether it is read by itself rather than in a list.</param>
internal sealed record ReadContext(AvsVault? Vault, DateTimeOffset ReadAt, bool IsComplete)
{
    /// <summary>How long ago something was when it was read; never negative, since clocks differ.</summary>
    public TimeSpan? AgeOf(DateTimeOffset? moment) =>
        moment is not { } then ? null
        : ReadAt > then ? ReadAt - then
        : TimeSpan.Zero;
}
