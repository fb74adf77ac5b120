using System;
using System.Collections.Generic;
using System.Linq;
using AvsFailback.Engine;

namespace AvsFailback.Vault;

/// <summary>What a plan's job did for each of its VMs: it takes them group after group. Published, not recorded (asr-contract §6); a job need not tell.</summary>
internal sealed class PlanTasks
{
    private readonly ILookup<string, FailbackJobTask> _byObjectId;
    private readonly ILookup<string, FailbackJobTask> _byName;
    private readonly ILookup<string, ReplicatedItem> _membersByName;
    private readonly HashSet<string> _objectIds;

    /// <summary>Takes the job's tasks in.</summary>
    /// <param name="job">The job, read by itself.</param>
    /// <param name="members">The VMs that will be asked for.</param>
    public PlanTasks(FailbackJob job, IEnumerable<ReplicatedItem> members)
    {
        ReplicatedItem[] all = [.. members];
        _membersByName = all.ToLookup(member => member.Name, StringComparer.OrdinalIgnoreCase);
        _objectIds = new(all.Select(member => member.ObjectId).OfType<string>(), StringComparer.OrdinalIgnoreCase);
        List<FailbackJobTask> told = [];
        AddTold(job.Tasks, told);
        _byObjectId = told.Where(task => task.TargetObjectId is not null).ToLookup(task => task.TargetObjectId!, StringComparer.OrdinalIgnoreCase);
        _byName = told.ToLookup(task => task.TargetName, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>
    /// From the first of the VM's tasks to the end of the last, and no success if one of them is none; one that wasn't needed counts for nothing. Null where the
    /// job doesn't tell both.
    /// </summary>
    /// <param name="member">The VM; found by what jobs call it, or by its name where that has changed.</param>
    public FailbackJobTask? Of(ReplicatedItem member)
    {
        FailbackJobTask[] own = member.ObjectId is { } id && _byObjectId.Contains(id) ? [.. _byObjectId[id]] : ByName(member.Name);
        if (own.Length == 0 || own.Any(task => task.EndTime is null) || own.All(task => task.StartTime is null))
        {
            return null;
        }

        var errors = new List<JobError>();
        AddErrors(own, errors);
        FailbackJobTask[] needed = [.. own.Where(task => task.State != JobState.Skipped)];
        return (needed.FirstOrDefault(task => task.State == JobState.Failed) ?? needed.FirstOrDefault(task => !task.IsSuccessful) ?? needed.LastOrDefault() ?? own[own.Length - 1]) with
        {
            StartTime = own.Min(task => task.StartTime),
            EndTime = own.Max(task => task.EndTime),
            Errors = JobError.Once(errors),
        };
    }

    /// <summary>The tasks of the only VM of that name; none where they may be another's.</summary>
    private FailbackJobTask[] ByName(string name)
    {
        FailbackJobTask[] named = [.. _byName[name].Where(task => task.TargetObjectId is not { } other || !_objectIds.Contains(other))];
        return _membersByName[name].Skip(1).Any() || named.Select(task => task.TargetObjectId).Distinct(StringComparer.OrdinalIgnoreCase).Skip(1).Any() ? [] : named;
    }

    // A VM's own tasks lie within the one that names it.
    private static void AddTold(IReadOnlyList<FailbackJobTask> tasks, List<FailbackJobTask> told)
    {
        foreach (FailbackJobTask task in tasks)
        {
            if (task.TargetObjectId is not null || task.TargetName.Length > 0)
            {
                told.Add(task);
            }
            else
            {
                AddTold(task.Tasks, told);
            }
        }
    }

    private static void AddErrors(IReadOnlyList<FailbackJobTask> tasks, List<JobError> errors)
    {
        foreach (FailbackJobTask task in tasks)
        {
            errors.AddRange(task.Errors);
            AddErrors(task.Tasks, errors);
        }
    }
}
