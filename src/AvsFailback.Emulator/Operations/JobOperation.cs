using System.Collections.Generic;
using AvsFailback.Emulator.Faults;
using AvsFailback.Emulator.State;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.Operations;

/// <summary>A job at work: itself, the item it works on, what it was given.</summary>
internal sealed record JobRun(EmulatedJob Job, ReplicatedItem? ItemOrNull)
{
    public ReplicatedItem Item => ItemOrNull!;

    /// <summary>What a member of a plan is given of the plan's input, in the words of a single item's request.</summary>
    public JObject? Own { get; init; }

    public JToken? Given => Own ?? Job.Memory.Input;

    public JToken Input => Given.Member("providerSpecificDetails") ?? new JObject();

    public string? Direction => Given.MemberText("failoverDirection");
}

/// <summary>What a job of one kind does: its tasks, its checks, its effects.</summary>
internal abstract class JobOperation
{
    /// <summary>The stable name that faults and the request log use.</summary>
    public abstract string Action { get; }

    public virtual string TargetType => "ProtectionEntity";

    public virtual string DetailsType => "AsrJobDetails";

    public abstract string Scenario(JobRun run);

    public abstract string FriendlyName(JobRun run);

    public abstract IReadOnlyList<TaskPlan> Tasks(JobRun run);

    /// <summary>The task that does the work, where an injected failure strikes unless told otherwise.</summary>
    public abstract string MainTask { get; }

    public abstract double Seconds(JobRun run);

    /// <summary>What a failed job allows: failed failovers and commits nothing (P17:V2ATestJob), others were seen with Restart (P17:V2AGetJobTest).</summary>
    public virtual string[] AllowedWhenFailed => ["Restart"];

    public virtual JobFailure? Preflight(JobRun run) => null;

    public virtual void AfterTask(JobRun run, TaskPlan task)
    {
    }

    public virtual void Succeeded(JobRun run)
    {
    }

    /// <summary>Called when the job fails after its preflight.</summary>
    public virtual void Failed(JobRun run)
    {
    }
}
