using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using AvsFailback.Emulator.Clock;
using AvsFailback.Emulator.Faults;
using AvsFailback.Emulator.State;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.Operations;

/// <summary>Starts jobs and walks them through their tasks on the clock.</summary>
internal sealed class JobEngine : IEventHandler
{
    private const string Pickup = "JobPickup";
    private const string Step = "JobStep";
    private const string Cancelled = "JobCancelled";

    private readonly Vault _vault;
    private readonly JobBook _jobs;
    private readonly FaultBook _faults;
    private readonly ItemHold _hold;
    private readonly Dictionary<string, JobOperation> _operations;

    public JobEngine(Vault vault, JobBook jobs, FaultBook faults, ItemHold hold, IEnumerable<JobOperation> operations)
    {
        _vault = vault;
        _jobs = jobs;
        _faults = faults;
        _hold = hold;
        _operations = operations.ToDictionary(o => o.Action, StringComparer.OrdinalIgnoreCase);
    }

    public IReadOnlyCollection<string> Kinds { get; } = [Pickup, Step, Cancelled];

    public EmulatedJob Start(string action, ReplicatedItem? item, JObject? input, long requestN, string activityId, string resultOf, string? resultId)
    {
        JobOperation operation = _operations[action];
        string name = _vault.NextGuid("job|" + action, item?.Name ?? _vault.Identity.Name);
        var memory = new JobMemory
        {
            Action = action,
            ItemId = item?.Id,
            Input = input,
            RequestN = requestN,
            ActivityId = activityId,
            Posted = _vault.Now,
            ResultOf = resultOf,
            ResultId = resultId,
        };
        ArmResource resource = _vault.Store.Add(JobDocument.NotStarted(_vault.Identity.JobId(name), activityId, operation.TargetType));
        EmulatedJob job = _jobs.Add(new EmulatedJob(resource, memory));
        if (_faults.JobFailure(action, item) is { } fault)
        {
            memory.Failure = fault.Failure.ToJson();
            memory.FailAtTask = fault.Task;
        }

        if (item is not null)
        {
            ItemHold.Claim(item, job);
        }

        Durations durations = item is null ? _vault.Settings.Modernized : _vault.DurationsOf(item);
        _vault.Clock.After(durations.Pickup, Pickup, name);
        return job;
    }

    /// <summary>Asks a running job to stop; its item stays as it is.</summary>
    public void Cancel(EmulatedJob job)
    {
        JobDocument.Show(job.Properties, "Cancelling", "Cancelling");
        job.Properties["allowedActions"] = new JArray();
        job.Resource.Changed();
        _vault.Clock.After(_vault.Settings.Modernized.JobCancel, Cancelled, job.Name);
    }

    public void Resume(EmulatedJob job)
    {
        JobDocument.Show(job.Properties, "InProgress", "InProgress");
        job.Properties["allowedActions"] = Json.Array(["Cancel"]);
        job.Resource.Changed();
        _vault.Clock.After(SecondsOf(job, job.Memory.Step), Step, job.Name, new JObject { ["step"] = job.Memory.Step });
    }

    public void Handle(ScheduledEvent due)
    {
        if (_jobs.Find(due.Target) is not { } job || !job.Runs)
        {
            return;
        }

        var run = new JobRun(job, _vault.Items.Find(job.Memory.ItemId));
        JobOperation operation = _operations[job.Memory.Action];
        int? step = (int?)due.Data?["step"];
        switch (due.Kind)
        {
            case Pickup when job.State == "NotStarted":
                Begin(run, operation);
                break;
            case Step when job.State == "InProgress" && step == job.Memory.Step:
                EndTask(run, operation);
                break;
            case Cancelled when job.State == "Cancelling":
                Stop(run);
                break;
        }

        job.Resource.Changed();
        if (!job.Runs)
        {
            job.Rest(_vault.Now);
        }
    }

    private void Begin(JobRun run, JobOperation operation)
    {
        EmulatedJob job = run.Job;
        JObject properties = job.Properties;
        properties["scenarioName"] = operation.Scenario(run);
        IReadOnlyList<TaskPlan> tasks = operation.Tasks(run);
        job.Memory.Seconds = TaskPlan.Lengths(tasks, _vault.Spread(operation.Seconds(run), operation.Action, run.ItemOrNull?.Name ?? string.Empty));
        properties["friendlyName"] = operation.FriendlyName(run);
        JobDocument.Show(properties, "InProgress", "InProgress");
        properties["tasks"] = new JArray(tasks.Select(JobDocument.Task));
        properties.SetAfter("errors", "startTime", Instants.Text(job.Memory.Posted));
        properties["allowedActions"] = Json.Array(["Cancel"]);
        if (run.ItemOrNull is { } item)
        {
            properties["targetObjectId"] = item.ObjectId;
            properties["targetObjectName"] = item.FriendlyName;
            properties["customDetails"] = JobDocument.CustomDetails(operation.DetailsType, JobDocument.Affected(_vault, item));
            _hold.Show(item, job);
        }
        else
        {
            properties["targetObjectId"] = VaultNumber(_vault);
            properties["targetObjectName"] = string.Empty;
        }

        BeginTask(run, tasks[0], 0);
    }

    private void BeginTask(JobRun run, TaskPlan plan, int index)
    {
        EmulatedJob job = run.Job;
        job.Memory.Step = index;
        JObject task = TaskAt(job, index);
        JobDocument.Show(task, "InProgress", "InProgress");
        task["startTime"] = Instants.Text(_vault.Now);
        if (plan.ChildTask is not null && run.ItemOrNull is { } item)
        {
            JobDocument.BeginGroup(task, plan, _vault, job, item);
        }

        _vault.Clock.After(SecondsOf(job, index), Step, job.Name, new JObject { ["step"] = index });
    }

    private void EndTask(JobRun run, JobOperation operation)
    {
        EmulatedJob job = run.Job;
        int index = job.Memory.Step;
        IReadOnlyList<TaskPlan> tasks = operation.Tasks(run);
        TaskPlan plan = tasks[Math.Min(index, tasks.Count - 1)];
        JobFailure? failure = index == 0 ? _hold.Take(run) ?? operation.Preflight(run) : null;
        bool injected = job.Memory.Failure is not null
            && string.Equals(TaskAt(job, index).Text("name"), InjectionPoint(job, operation), StringComparison.OrdinalIgnoreCase);
        failure ??= injected ? JobFailure.Read(job.Memory.Failure!) : null;
        if (failure is not null)
        {
            Fail(run, operation, failure, afterPreflight: index > 0);
            return;
        }

        JobDocument.EndTask(TaskAt(job, index), _vault.Now, "Succeeded", "Completed");
        operation.AfterTask(run, plan);
        int next = index + 1;
        while (next < tasks.Count && tasks[next].Skipped)
        {
            JobDocument.Show(TaskAt(job, next), "Other", "Skipped");
            next++;
        }

        if (next < tasks.Count)
        {
            BeginTask(run, tasks[next], next);
            return;
        }

        _hold.Release(run);
        operation.Succeeded(run);
        JobDocument.EndWell(job.Properties, _vault.Now);
        run.ItemOrNull?.Resource.Changed();
    }

    private void Fail(JobRun run, JobOperation operation, JobFailure failure, bool afterPreflight)
    {
        EmulatedJob job = run.Job;
        JObject task = TaskAt(job, job.Memory.Step);
        JobDocument.EndTask(task, _vault.Now, "Failed", "Failed");
        JobDocument.SkipRest((JArray)job.Properties["tasks"]!);
        JobFailure[] both = [failure, Failures.Generic(run.ItemOrNull?.InstanceType ?? "vault")];
        JArray errors = JobDocument.Errors(both, job.Memory.ActivityId, task.Text("taskId") ?? string.Empty, _vault.Now);
        task["errors"] = errors.DeepClone();
        job.Properties["errors"] = errors;
        _hold.Release(run);
        if (afterPreflight)
        {
            operation.Failed(run);
        }

        JobDocument.End(job.Properties, _vault.Now, "Failed", "Failed", operation.AllowedWhenFailed);
        run.ItemOrNull?.Resource.Changed();
    }

    private void Stop(JobRun run)
    {
        if (run.Job.Memory.Step >= 0)
        {
            JobDocument.EndTask(TaskAt(run.Job, run.Job.Memory.Step), _vault.Now, "Cancelled", "Cancelled");
        }

        _hold.Release(run);
        run.Job.Properties.SetAfter("errors", "startTime", Instants.Text(run.Job.Memory.Posted));
        JobDocument.End(run.Job.Properties, _vault.Now, "Cancelled", "Cancelled");
    }

    private static string InjectionPoint(EmulatedJob job, JobOperation operation) =>
        (job.Properties["tasks"] as JArray ?? []).Select(t => t.Text("name")).FirstOrDefault(n => string.Equals(n, job.Memory.FailAtTask, StringComparison.OrdinalIgnoreCase))
        ?? operation.MainTask;

    private static JObject TaskAt(EmulatedJob job, int index) => (JObject)((JArray)job.Properties["tasks"]!)[index];

    private static double SecondsOf(EmulatedJob job, int index) => index >= 0 && index < job.Memory.Seconds.Length ? job.Memory.Seconds[index] : 0;

    /// <summary>The vault's number, as a health refresh names its target (CLIv: a decimal number).</summary>
    private static string VaultNumber(Vault vault) =>
        (1_000_000_000_000_000_000UL + (ulong)(vault.Ids.Fraction("vault", vault.Identity.Id) * 1e17)).ToString(CultureInfo.InvariantCulture);
}
