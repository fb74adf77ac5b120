using System;
using System.Collections.Generic;
using System.Linq;

namespace AvsFailback.TestSupport;

/// <summary>A job of the <see cref="FakeVault"/>, of an item or of a plan.</summary>
internal sealed class FakeJob
{
    public required ArmId Id { get; init; }

    public required string Scenario { get; init; }

    /// <summary>What it does to its item when it ends well.</summary>
    public FailbackAction Action { get; init; }

    /// <summary>Its item; null for a plan's.</summary>
    public FakeItem? Item { get; init; }

    /// <summary>Its plan; null for an item's.</summary>
    public FakePlan? Plan { get; init; }

    /// <summary>What it does for each VM of its plan, in the order of the groups; empty if it failed its preflight.</summary>
    public IReadOnlyList<FakePart> Parts { get; init; } = [];

    /// <summary>The number of the group whose turn it is.</summary>
    public int Group { get; set; }

    /// <summary>The name of what it works on.</summary>
    public string TargetName { get; init; } = string.Empty;

    /// <summary>What its item was called when it began.</summary>
    public required string TargetObjectId { get; init; }

    public required DateTimeOffset Start { get; init; }

    /// <summary>When it ends; of a plan's job not known before it has.</summary>
    public required DateTimeOffset End { get; set; }

    public JobState EndState { get; set; } = JobState.Succeeded;

    /// <summary>The service's word for its end, where it isn't the state.</summary>
    public string? EndWord { get; set; }

    public JobError? Error { get; init; }

    public string? ClientRequestId { get; init; }

    /// <summary>The start of ours that asked for it; 0 if another did.</summary>
    public int StartedBy { get; init; }

    /// <summary>How long after its start it can't be read yet.</summary>
    public TimeSpan AppearsAfter { get; init; }

    /// <summary>How long after its start it has neither scenario nor target (asr-contract §2).</summary>
    public TimeSpan NamelessFor { get; init; }

    public JobState RunningState { get; set; } = JobState.InProgress;

    /// <summary>When it will have been cancelled; null if nobody asked for that.</summary>
    public DateTimeOffset? CancelledAt { get; set; }

    public bool IsDone { get; set; }

    /// <summary>When something happens to it next.</summary>
    public DateTimeOffset NextAt => CancelledAt
        ?? (Parts.Count == 0 ? (Item is null || End == DateTimeOffset.MaxValue ? End : End + Item.Lag)
        : RunningState == JobState.Suspended ? DateTimeOffset.MaxValue
        : Parts.Where(part => part.State == JobState.InProgress)
        .Select(part => part.End!.Value)
        .DefaultIfEmpty(DateTimeOffset.MaxValue)
        .Min());

    public JobState StateAt(DateTimeOffset now) => now >= End ? EndState : RunningState;

    public override string ToString() => $"{Id.Name} {Scenario} of {TargetName}";
}

/// <summary>What a plan's job does for one of its VMs.</summary>
internal sealed class FakePart(FakeItem item, int group)
{
    public FakeItem Item => item;

    public int Group => group;

    /// <summary>What the job calls the VM.</summary>
    public string ObjectId { get; } = item.ObjectId;

    public JobState State { get; set; } = JobState.NotStarted;

    public DateTimeOffset? Start { get; set; }

    public DateTimeOffset? End { get; set; }

    /// <summary>Why it will fail; null if it won't.</summary>
    public JobError? Error { get; set; }
}

/// <summary>A recovery plan of the <see cref="FakeVault"/>.</summary>
internal sealed class FakePlan(string name)
{
    public string Name { get; } = name;

    public ArmId Id { get; } = Some.PlanId(name);

    public List<FakeGroup> Groups { get; } = [];

    /// <summary>What the list of items filtered by the plan holds; null for its members. The filter's exactness isn't documented.</summary>
    public List<FakeItem>? Listed { get; set; }

    /// <summary>
    /// Whether its job continues after a VM failed, and ends <c>PartiallySucceeded</c>; else it ends Failed with that group.
    /// </summary>
    public bool ContinuesAfterFailure { get; set; }

    /// <summary>Whether the VMs' tasks are told by its jobs.</summary>
    public bool TellsTasks { get; set; } = true;

    /// <summary>What happens to its next requests, in order; then they simply succeed.</summary>
    public Queue<PostFate> Fates { get; } = new();

    public FakeJob? Job { get; set; }

    public IEnumerable<FakeItem> Members => Groups.SelectMany(group => group.Items);

    public override string ToString() =>
        $"{Name}: {string.Join(
            " | ", Groups.Select(
                group => string.Join(", ", group.Items.Select(item => item.Name)) + (group.PausesAfter ? " (pause)" : string.Empty)))}";
}

/// <summary>A group of a plan.</summary>
internal sealed class FakeGroup(IEnumerable<FakeItem> items)
{
    public List<FakeItem> Items { get; } = [.. items];

    /// <summary>Whether a manual action comes after it in a failback, for which the job waits.</summary>
    public bool PausesAfter { get; set; }
}
