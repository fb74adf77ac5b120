using System.Collections.Generic;
using System.Linq;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.Operations.Plans;

/// <summary>How far a plan's job is; plain data, so that a snapshot can hold it.</summary>
internal sealed class PlanMemory
{
    public string PlanId { get; set; } = string.Empty;

    /// <summary>In order; each is one task of the job.</summary>
    public List<PlanStep> Steps { get; set; } = [];

    /// <summary>Index of the step that runs; -1 before the first.</summary>
    public int At { get; set; } = -1;

    public IEnumerable<PlanMember> Members => Steps.SelectMany(s => s.Members);
}

/// <summary>What a step of a plan's job does.</summary>
internal enum PlanStepKind
{
    Check,
    Group,
    Manual,
    Script,
}

internal sealed class PlanStep
{
    public PlanStepKind Kind { get; set; }

    /// <summary>The task's name.</summary>
    public string Name { get; set; } = string.Empty;

    public string FriendlyName { get; set; } = string.Empty;

    /// <summary>The group's type: Shutdown, Failover or Boot.</summary>
    public string? GroupType { get; set; }

    /// <summary>The plan's action, where the step is one.</summary>
    public JObject? Action { get; set; }

    /// <summary>Whether it is passed over: a script at a failback, unless these are switched on.</summary>
    public bool Skipped { get; set; }

    public List<PlanMember> Members { get; set; } = [];
}

internal enum PlanMemberState
{
    Waiting,
    Running,
    Succeeded,
    Failed,
    Skipped,
}

internal sealed class PlanMember
{
    public string ItemId { get; set; } = string.Empty;

    public PlanMemberState State { get; set; }

    /// <summary>What the member is given of the plan's input.</summary>
    public JObject? Input { get; set; }

    /// <summary>Index of the member's task that runs; -1 before the first.</summary>
    public int Step { get; set; } = -1;

    /// <summary>Length of each of the member's tasks.</summary>
    public double[] Seconds { get; set; } = [];

    /// <summary>A failure that was injected, and the name of the task at which it strikes.</summary>
    public JObject? Failure { get; set; }

    public string? FailAtTask { get; set; }
}
