using System;

namespace AvsFailback.Engine;

/// <summary>
/// How often many items are looked at by their list: less often while nothing changes and the list is long, so that thousands
/// of VMs that copy for hours cost little; at the usual pace again once one of them moves.
/// </summary>
internal sealed class ListPace(EngineOptions options)
{
    // A list of this many pages may wait twice as long as one of half of them, up to three times the usual.
    private const int PagesOfUsualPace = 3;
    private const double MostSlowDown = 3;
    private const double SlowDown = 1.5;

    private DateTimeOffset _last = DateTimeOffset.MinValue;
    private double _factor = 1;

    /// <summary>When the list is to be read next.</summary>
    public DateTimeOffset Next => _last == DateTimeOffset.MinValue ? _last : _last + TimeSpan.FromTicks((long)(options.RoundInterval.Ticks * _factor));

    /// <summary>Whether it is time to read it.</summary>
    public bool IsDue(DateTimeOffset now) => now >= Next;

    /// <summary>It was read.</summary>
    /// <param name="when">When.</param>
    /// <param name="pages">How many pages it had.</param>
    /// <param name="hasChanged">Whether it showed something new.</param>
    public void Listed(DateTimeOffset when, int pages, bool hasChanged)
    {
        _last = when;
        double most = Math.Max(1, Math.Min(MostSlowDown, (double)pages / PagesOfUsualPace));
        _factor = hasChanged ? 1 : Math.Min(most, _factor * SlowDown);
    }
}
