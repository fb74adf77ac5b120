using System;
using AvsFailback.Emulator.Operations.Plans;
using AvsFailback.Emulator.State;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.Operations;

/// <summary>What the emulator remembers of a job beside what the job shows.</summary>
internal sealed class JobMemory
{
    public string Action { get; set; } = string.Empty;

    public string? ItemId { get; set; }

    /// <summary>The request's "properties".</summary>
    public JObject? Input { get; set; }

    public long RequestN { get; set; }

    public string ActivityId { get; set; } = string.Empty;

    public DateTimeOffset Posted { get; set; }

    /// <summary>Index of the task that runs; -1 before the first.</summary>
    public int Step { get; set; } = -1;

    /// <summary>Length of each task.</summary>
    public double[] Seconds { get; set; } = [];

    /// <summary>A failure that was injected.</summary>
    public JObject? Failure { get; set; }

    /// <summary>Name of the task at which the injected failure strikes; absent for the operation's main task.</summary>
    public string? FailAtTask { get; set; }

    /// <summary>Resource whose operation this is: where "operationresults" hangs.</summary>
    public string ResultOf { get; set; } = string.Empty;

    /// <summary>How far a recovery plan's job is; absent for any other job.</summary>
    public PlanMemory? Plan { get; set; }

    /// <summary>What the operation's result shows: the id of a resource, or null for none.</summary>
    public string? ResultId { get; set; }
}

/// <summary>What lists ask of a job.</summary>
internal sealed record JobSummary(string State, DateTimeOffset StartTime, string? Scenario, string? FriendlyName, string? TargetType);

/// <summary>A job: the resource that GET returns, and what the emulator remembers of it.</summary>
internal sealed class EmulatedJob(ArmResource resource, JobMemory memory)
{
    // What lists ask of a job that has ended and rests as bytes.
    private JobSummary? _summary;

    public ArmResource Resource { get; } = resource;

    public JobMemory Memory { get; } = memory;

    public string Name => Resource.Name;

    public string Id => Resource.Id;

    public JObject Properties => Resource.Properties;

    public JobSummary Summary => _summary ?? Summarize();

    public string State => Summary.State;

    public bool Runs => State is "NotStarted" or "InProgress" or "Cancelling" or "Suspended";

    public DateTimeOffset StartTime => Summary.StartTime;

    /// <summary>Lets a job that has ended rest as bytes.</summary>
    public void Rest(DateTimeOffset now)
    {
        _summary = Summarize();
        Resource.Rest(now);
    }

    /// <summary>Has it back, to change it.</summary>
    public void Wake()
    {
        _summary = null;
        Resource.Wake();
    }

    private JobSummary Summarize()
    {
        JObject properties = Properties;
        return new JobSummary(
            properties.Text("state") ?? "NotStarted", Instants.Read(properties.Text("startTime")) ?? Memory.Posted,
            properties.Text("scenarioName"), properties.Text("friendlyName"), properties.Text("targetInstanceType"));
    }
}
