using System;
using System.Collections.Generic;
using System.Linq;
using AvsFailback.Vault;

namespace AvsFailback.Runs;

/// <summary>Which jobs were a VM's. The service calls a VM anew after each reprotect, so that older jobs know it by its name only.</summary>
internal sealed class JobMatcher
{
    private static readonly StringComparer Text = StringComparer.OrdinalIgnoreCase;

    private readonly ILookup<string, FailbackJob> _byObject;
    private readonly ILookup<string, FailbackJob> _byName;
    private readonly ILookup<string, FailbackJob> _byPlan;
    private readonly ILookup<ArmId, RecoveryPlan> _plans;
    private readonly HashSet<string> _objects;
    private readonly HashSet<string> _sharedNames;

    /// <summary>Sorts the jobs.</summary>
    public JobMatcher(IReadOnlyCollection<FailbackJob> jobs, IReadOnlyList<ReplicatedItem> items, IReadOnlyList<RecoveryPlan> plans)
    {
        _byPlan = jobs.Where(JobFinder.IsOfPlan).ToLookup(job => job.TargetName, Text);
        _byObject = jobs.Where(job => !JobFinder.IsOfPlan(job)).ToLookup(job => job.TargetObjectId ?? string.Empty, Text);
        _byName = jobs.Where(job => !JobFinder.IsOfPlan(job)).ToLookup(job => job.TargetName, Text);
        _plans = plans.SelectMany(plan => plan.Members.Select(member => (member.Id, Plan: plan))).ToLookup(pair => pair.Id, pair => pair.Plan);
        _objects = new HashSet<string>(items.Select(item => item.ObjectId ?? string.Empty), Text);
        _sharedNames = new HashSet<string>(items.GroupBy(item => item.Name, Text).Where(same => same.Skip(1).Any()).Select(same => same.Key), Text);
    }

    /// <summary>The plan that the VM belongs to, of several one that did something; null if none of those given.</summary>
    public string? PlanOf(ReplicatedItem item) => (_plans[item.Id].FirstOrDefault(plan => _byPlan.Contains(plan.Name)) ?? _plans[item.Id].FirstOrDefault())?.Name;

    /// <summary>The VM's jobs, and those of its plans, with the plan.</summary>
    public IEnumerable<(FailbackJob Job, string? Plan)> JobsOf(ReplicatedItem item)
    {
        FailbackJob[] own = [.. (item.ObjectId is { Length: > 0 } id ? _byObject[id] : []).Concat(ByName(item)).GroupBy(job => job.Id).Select(same => same.First())];
        // What the VM's own job tells too, it tells better.
        IEnumerable<(FailbackJob, string?)> ofPlans =
            from plan in _plans[item.Id]
            from job in _byPlan[plan.Name]
            where !own.Any(each => IsPartOf(each, job))
            select (job, (string?)plan.Name);
        return own.Select(job => (job, (string?)null)).Concat(ofPlans);
    }

    // A job that names another of the VMs by its object is that one's, whatever its name.
    private IEnumerable<FailbackJob> ByName(ReplicatedItem item) =>
        _sharedNames.Contains(item.Name) ? [] : _byName[item.Name].Where(job => job.TargetObjectId is not { Length: > 0 } target || !_objects.Contains(target));

    private static bool IsPartOf(FailbackJob job, FailbackJob ofPlan) =>
        Text.Equals(job.Scenario, ofPlan.Scenario) && job.StartTime >= ofPlan.StartTime && (ofPlan.EndTime is null || job.StartTime <= ofPlan.EndTime);
}
