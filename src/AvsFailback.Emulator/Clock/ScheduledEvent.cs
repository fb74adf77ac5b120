using System;
using System.Collections.Generic;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.Clock;

/// <summary>Something that will happen; plain data, so that a snapshot can hold it.</summary>
internal sealed record ScheduledEvent(DateTimeOffset Due, long Sequence, string Kind, string Target, JObject? Data);

/// <summary>Events in time order; events of one instant in the order in which they were scheduled.</summary>
internal sealed class EventQueue
{
    private readonly SortedSet<ScheduledEvent> _events = new(Comparer<ScheduledEvent>.Create(static (a, b) =>
    {
        int byTime = a.Due.CompareTo(b.Due);
        return byTime != 0 ? byTime : a.Sequence.CompareTo(b.Sequence);
    }));

    private long _sequence;

    public IEnumerable<ScheduledEvent> All => _events;

    public void Add(DateTimeOffset due, string kind, string target, JObject? data = null) =>
        _events.Add(new ScheduledEvent(due, ++_sequence, kind, target, data));

    public void RemoveWhere(Predicate<ScheduledEvent> match) => _events.RemoveWhere(match);

    public ScheduledEvent? TakeDue(DateTimeOffset now)
    {
        ScheduledEvent? first = _events.Min;
        if (first is null || first.Due > now)
        {
            return null;
        }

        _events.Remove(first);
        return first;
    }
}
