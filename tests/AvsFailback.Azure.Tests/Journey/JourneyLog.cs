using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;

namespace AvsFailback.Azure.Tests.Journey;

/// <summary>What a vault was asked in a journey and what came of it, to be looked at by the VMs' names.</summary>
internal sealed class JourneyLog
{
    private readonly IReadOnlyList<EmulatorRequest> _requests;
    private readonly Dictionary<string, string> _nameOf;

    private JourneyLog(IReadOnlyList<EmulatorRequest> requests, IReadOnlyList<ReplicatedItem> items)
    {
        _requests = requests;
        Items = items;
        _nameOf = items.ToDictionary(item => item.Id.Name, item => item.Name, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The VMs as they stand.</summary>
    public IReadOnlyList<ReplicatedItem> Items { get; }

    /// <summary>The requests for a change that were accepted.</summary>
    public IReadOnlyList<EmulatorRequest> Posts => [.. _requests.Where(request => request.Method == "POST" && request.Status == 202)];

    public static async Task<JourneyLog> OfAsync(JourneyWorld world) => new(await world.RequestsAsync(), await world.ItemsAsync());

    /// <summary>The phase of a VM.</summary>
    public ReplicationPhase Phase(string name) => Items.Single(item => item.Name == name).Phase;

    /// <summary>When something happened to a VM, each time.</summary>
    public IReadOnlyList<DateTimeOffset> Times(string name, string effect) =>
        [.. _requests.SelectMany(request => request.Effects).Where(e => e.Name == effect && e.ItemName is { } item && _nameOf.GetValueOrDefault(item) == name).Select(e => e.Time).Order()];

    /// <summary>When something was asked for a VM, each time.</summary>
    public IReadOnlyList<DateTimeOffset> Asked(string name, string operation) =>
        [.. Posts.Where(post => post.Item == name && post.Operation == operation).Select(post => post.Time)];

    /// <summary>Fails a test with what became of each VM, unless all have got where they were wanted.</summary>
    public static void AssertSucceeded(FailbackRun run) =>
        Assert.True(run.Outcome == FailbackRunOutcome.Succeeded, $"{run.Outcome}: {string.Join("; ", run.Items.Select(item => $"{item} {item.Message}"))}");

    /// <summary>When a VM's failback was asked for, whichever architecture it is of; by itself.</summary>
    public DateTimeOffset FailbackOf(string name) => Asked(name, name[0] == 'c' ? "UnplannedFailover" : "PlannedFailover").Single();

    /// <summary>How many of these spans lie over one another at most.</summary>
    public static int MostAtOnce(IEnumerable<(DateTimeOffset Start, DateTimeOffset End)> spans)
    {
        (DateTimeOffset Start, DateTimeOffset End)[] all = [.. spans];
        return all.Max(one => all.Count(other => other.Start <= one.Start && one.Start < other.End));
    }
}
