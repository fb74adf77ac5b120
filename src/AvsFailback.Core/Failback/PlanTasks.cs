using System;
using System.Collections.Generic;
using System.Linq;

namespace AvsFailback.Failback;

/// <summary>What a plan's job did for each of its VMs: it takes them group after group. Published, not recorded (asr-contract §6); a job need not tell.</summary>
internal sealed class PlanTasks
{
    private readonly ILookup<string, FailbackJobTask> _byObjectId;
    private readonly ILookup<string, FailbackJobTask> _byName;

    public PlanTasks(FailbackJob job)
    {
        List<FailbackJobTask> told = [];
        AddTold(job.Tasks, told);
        _byObjectId = told.Where(task => task.TargetObjectId is not null).ToLookup(task => task.TargetObjectId!, StringComparer.OrdinalIgnoreCase);
        _byName = told.ToLookup(task => task.TargetName, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>
    /// From the first of the VM's tasks to the end of the last, failed if one of them has. Null where the job doesn't tell both.
    /// </summary>
    /// <param name="member">The VM; found by what jobs call it, or by its name where that has changed.</param>
    public FailbackJobTask? Of(ReplicatedItem member)
    {
        FailbackJobTask[] own = member.ObjectId is { } id && _byObjectId.Contains(id) ? [.. _byObjectId[id]] : [.. _byName[member.Name]];
        if (own.Length == 0 || own.Any(task => task.EndTime is null) || own.All(task => task.StartTime is null)
            // Two VMs of one name.
            || own.Select(task => task.TargetObjectId).Distinct(StringComparer.OrdinalIgnoreCase).Count() > 1)
        {
            return null;
        }

        var errors = new List<JobError>();
        AddErrors(own, errors);
        return (own.FirstOrDefault(task => task.State == JobState.Failed) ?? own[own.Length - 1]) with
        {
            StartTime = own.Min(task => task.StartTime),
            EndTime = own.Max(task => task.EndTime),
            Errors = [.. errors.GroupBy(error => (error.Code, error.Message)).Select(same => same.First())],
        };
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
