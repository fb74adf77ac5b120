using System;
using System.Collections.Generic;
using System.Linq;
using AvsFailback.Emulator.Clock;
using AvsFailback.Emulator.Faults;
using AvsFailback.Emulator.State;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.Operations.Plans;

/// <summary>Starts the jobs of recovery plans and walks them through their steps; what happens to a member is the single item's operation.</summary>
internal sealed class PlanEngine : IEventHandler
{
    private const string Pickup = "PlanJobPickup";
    private const string StepEnds = "PlanJobStep";
    private const string Cancelled = "PlanJobCancelled";

    // INFERRED: a script of a plan takes this long, and succeeds.
    private const double ScriptSeconds = 60;

    private readonly Vault _vault;
    private readonly JobBook _jobs;
    private readonly FaultBook _faults;
    private readonly ItemHold _hold;
    private readonly PlanPreflight _preflight;
    private readonly PlanMembers _members;
    private readonly PlanFace _face;
    private readonly Dictionary<string, JobOperation> _operations;

    public PlanEngine(Vault vault, JobBook jobs, FaultBook faults, ItemHold hold, PlanPreflight preflight, PlanMembers members, PlanFace face, IEnumerable<JobOperation> operations)
    {
        _vault = vault;
        _jobs = jobs;
        _faults = faults;
        _hold = hold;
        _preflight = preflight;
        _members = members;
        _face = face;
        _operations = operations.ToDictionary(o => o.Action, StringComparer.OrdinalIgnoreCase);
    }

    public IReadOnlyCollection<string> Kinds { get; } = [Pickup, StepEnds, PlanMembers.TaskEnds, Cancelled];

    public EmulatedJob Start(string action, ArmResource plan, JObject? input, long requestN, string activityId, string resultOf, string? resultId)
    {
        string name = _vault.NextGuid("job|" + action, plan.Name);
        ReplicatedItem[] items = [.. PlanLiveFields.MemberIds(plan.Properties).Select(_vault.Items.Find).OfType<ReplicatedItem>()];
        // A commit, a cancel and a reprotect have no direction of their own: it is that of the failover before.
        string direction = ((JToken?)input).MemberText("failoverDirection") ?? (items.All(i => i.IsForward) ? PlanSteps.ToAzure : PlanSteps.ToAvs);
        var memory = new JobMemory
        {
            Action = action,
            Input = input,
            RequestN = requestN,
            ActivityId = activityId,
            Posted = _vault.Now,
            ResultOf = resultOf,
            ResultId = resultId,
            Plan = new PlanMemory { PlanId = plan.Id, Steps = PlanSteps.Build(plan.Properties, action, direction, _vault.Settings.ScriptsRunAtFailback) },
        };
        EmulatedJob job = _jobs.Add(new EmulatedJob(_vault.Store.Add(JobDocument.NotStarted(_vault.Identity.JobId(name), activityId, "RecoveryPlan")), memory));
        if (_faults.JobFailure(action, null, plan.Name) is { } fault)
        {
            memory.Failure = fault.Failure.ToJson();
            memory.FailAtTask = fault.Task;
        }

        foreach (PlanMember member in memory.Plan.Members)
        {
            if (_vault.Items.Find(member.ItemId) is not { } item)
            {
                continue;
            }

            ItemHold.Claim(item, job);
            if (_faults.JobFailure(action, item) is { } own)
            {
                member.Failure = own.Failure.ToJson();
                member.FailAtTask = own.Task;
            }
        }

        _vault.Clock.After(_vault.Settings.Modernized.Pickup, Pickup, name);
        return job;
    }

    public void Cancel(EmulatedJob job)
    {
        JobDocument.Show(job.Properties, "Cancelling", "Cancelling");
        job.Properties["allowedActions"] = new JArray();
        job.Resource.Changed();
        _vault.Clock.After(_vault.Settings.Modernized.JobCancel, Cancelled, job.Name);
    }

    /// <summary>Goes on after a manual action; the caller's comments become its observation (INFERRED).</summary>
    public void Resume(EmulatedJob job, string? comments)
    {
        JobDocument.Show(job.Properties, "InProgress", "InProgress");
        job.Properties["allowedActions"] = Json.Array(["Cancel"]);
        PlanDocument.TaskAt(job, job.Memory.Plan!.At)["customDetails"]!["observation"] = comments;
        EndStep(job);
        Settle(job);
    }

    public void Handle(ScheduledEvent due)
    {
        if (_jobs.Find(due.Target) is not { } job || !job.Runs || job.Memory.Plan is not { } plan)
        {
            return;
        }

        bool current = (int?)due.Data?["step"] == plan.At;
        switch (due.Kind)
        {
            case Pickup when job.State == "NotStarted":
                Begin(job);
                break;
            case StepEnds when job.State == "InProgress" && current:
                EndStep(job);
                break;
            case PlanMembers.TaskEnds when job.State == "InProgress" && current:
                if (_members.EndTask(job, Operation(job), (int)due.Data!["member"]!))
                {
                    EndStep(job);
                }

                break;
            case Cancelled when job.State == "Cancelling":
                Stop(job);
                break;
        }

        Settle(job);
    }

    private JobOperation Operation(EmulatedJob job) => _operations[job.Memory.Action];

    private void Settle(EmulatedJob job)
    {
        job.Resource.Changed();
        if (!job.Runs)
        {
            job.Rest(_vault.Now);
        }
    }

    private void Begin(EmulatedJob job)
    {
        PlanMemory plan = job.Memory.Plan!;
        JobOperation operation = Operation(job);
        JObject properties = job.Properties;
        var first = new JobRun(job, plan.Members.Select(m => _vault.Items.Find(m.ItemId)).FirstOrDefault(i => i is not null));
        properties["scenarioName"] = first.ItemOrNull is null && operation.Action == ActionNames.FailoverCommit ? "CommitFailover" : operation.Scenario(first);
        properties["friendlyName"] = operation.FriendlyName(first);
        JobDocument.Show(properties, "InProgress", "InProgress");
        properties["tasks"] = new JArray(plan.Steps.Select((s, i) => PlanDocument.Task(_vault, job, s, i)));
        properties.SetAfter("errors", "startTime", Instants.Text(job.Memory.Posted));
        properties["allowedActions"] = Json.Array(["Cancel"]);
        properties["targetObjectId"] = _vault.Ids.Guid("plan", plan.PlanId.ToUpperInvariant());
        properties["targetObjectName"] = ArmPath.Name(plan.PlanId);
        properties["customDetails"] = JobDocument.CustomDetails(operation.DetailsType, []);
        foreach (ReplicatedItem item in Items(plan))
        {
            _hold.Show(item, job);
        }

        _face.Show(job, running: true);
        BeginStep(job, 0);
    }

    private void BeginStep(EmulatedJob job, int index)
    {
        PlanStep step = job.Memory.Plan!.Steps[index];
        job.Memory.Plan.At = index;
        JObject task = PlanDocument.TaskAt(job, index);
        task["startTime"] = Instants.Text(_vault.Now);
        if (step.Kind == PlanStepKind.Manual)
        {
            JobDocument.Show(task, "Suspended", "Suspended");
            JobDocument.Show(job.Properties, "Suspended", "Suspended");
            job.Properties["allowedActions"] = Json.Array(["Resume", "Cancel"]);
            return;
        }

        JobDocument.Show(task, "InProgress", "InProgress");
        if (step.Kind == PlanStepKind.Group && _members.Begin(job, Operation(job)))
        {
            return;
        }

        double seconds = step.Kind switch { PlanStepKind.Check => TaskPlan.PreflightSeconds, PlanStepKind.Script => ScriptSeconds, _ => 0 };
        _vault.Clock.After(seconds, StepEnds, job.Name, new JObject { ["step"] = index });
    }

    private void EndStep(EmulatedJob job)
    {
        PlanMemory plan = job.Memory.Plan!;
        PlanStep step = plan.Steps[plan.At];
        IReadOnlyList<JobFailure> failures = step.Kind == PlanStepKind.Check ? _preflight.Check(job, Operation(job)) : PlanMembers.FailuresOf(job);
        if (failures.Count == 0 && job.Memory.Failure is not null && StrikesAt(job.Memory.FailAtTask, plan, step))
        {
            failures = [JobFailure.Read(job.Memory.Failure)];
        }

        JObject task = PlanDocument.TaskAt(job, plan.At);
        task["endTime"] = Instants.Text(_vault.Now);
        if (failures.Count > 0)
        {
            Fail(job, task, failures);
            return;
        }

        JobDocument.Show(task, "Succeeded", "Completed");
        if (step.Kind == PlanStepKind.Check)
        {
            _face.ShowFailoverTime(job);
        }

        int next = plan.At + 1;
        while (next < plan.Steps.Count && plan.Steps[next].Skipped)
        {
            JobDocument.Show(PlanDocument.TaskAt(job, next), "Other", "Skipped");
            next++;
        }

        if (next < plan.Steps.Count)
        {
            BeginStep(job, next);
            return;
        }

        Release(job);
        JobDocument.EndWell(job.Properties, _vault.Now);
    }

    /// <summary>A failure that was injected for the plan itself strikes at its check, unless another of its tasks is named.</summary>
    private static bool StrikesAt(string? named, PlanMemory plan, PlanStep step) =>
        string.Equals(step.Name, plan.Steps.Any(s => string.Equals(s.Name, named, StringComparison.OrdinalIgnoreCase)) ? named : PlanSteps.CheckTask, StringComparison.OrdinalIgnoreCase);

    /// <summary>INFERRED: a plan's job that failed leaves what it has done, and the groups that were to come as they are.</summary>
    private void Fail(EmulatedJob job, JObject task, IReadOnlyList<JobFailure> failures)
    {
        JobDocument.Show(task, "Failed", "Failed");
        JobDocument.SkipRest((JArray)job.Properties["tasks"]!);
        string provider = Items(job.Memory.Plan!).FirstOrDefault()?.InstanceType ?? "vault";
        JArray errors = JobDocument.Errors(failures.Concat([Failures.Generic(provider)]), job.Memory.ActivityId, task.Text("taskId") ?? string.Empty, _vault.Now);
        task["errors"] = errors.DeepClone();
        job.Properties["errors"] = errors;
        Release(job);
        JobDocument.End(job.Properties, _vault.Now, "Failed", "Failed", "Restart");
    }

    private void Stop(EmulatedJob job)
    {
        PlanMemory plan = job.Memory.Plan!;
        if (plan.At >= 0)
        {
            JObject task = PlanDocument.TaskAt(job, plan.At);
            task["endTime"] = Instants.Text(_vault.Now);
            JobDocument.Show(task, "Cancelled", "Cancelled");
            _members.Stop(job);
        }

        Release(job);
        job.Properties.SetAfter("errors", "startTime", Instants.Text(job.Memory.Posted));
        JobDocument.End(job.Properties, _vault.Now, "Cancelled", "Cancelled");
    }

    private void Release(EmulatedJob job)
    {
        foreach (ReplicatedItem item in Items(job.Memory.Plan!))
        {
            _hold.Release(new JobRun(job, item));
            item.Resource.Changed();
        }

        _face.Show(job, running: false);
    }

    private IEnumerable<ReplicatedItem> Items(PlanMemory plan) => plan.Members.Select(m => _vault.Items.Find(m.ItemId)).OfType<ReplicatedItem>();
}
