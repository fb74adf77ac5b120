using System;

namespace AvsFailback.Vault;

/// <summary>A clock that goes by what the service says the time is (the <c>Date</c> of its answers), as this machine's may be wrong.</summary>
internal interface IServiceClock : IClock
{
    /// <summary>How far the service's clock is ahead of this machine's; negative where it is behind.</summary>
    TimeSpan Ahead { get; }
}

/// <summary>What is to be said of a machine's clock.</summary>
internal static class ClockSkew
{
    /// <summary>More than this is reported: what somebody writes as an instant, or reads in a log, is off by as much.</summary>
    public static readonly TimeSpan Tolerated = TimeSpan.FromMinutes(2);

    /// <summary>A sentence on the difference; null where there is none to speak of.</summary>
    public static string? Tell(IClock clock) => clock is IServiceClock { Ahead: var ahead } && ahead.Duration() > Tolerated
        ? $"The clock of this machine is {Words.Span(TimeSpan.FromMinutes(Math.Round(Math.Abs(ahead.TotalMinutes))))} {(ahead < TimeSpan.Zero ? "ahead of" : "behind")} the service's. Ages, time limits and deadlines go by the service's clock: set this machine's."
        : null;
}
