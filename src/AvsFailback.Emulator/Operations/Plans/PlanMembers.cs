using System;
using System.Collections.Generic;
using System.Linq;
using AvsFailback.Emulator.Faults;
using AvsFailback.Emulator.State;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.Operations.Plans;

/// <summary>Walks the members of a plan's group through their tasks, side by side.</summary>
internal sealed class PlanMembers(Vault vault)
{
    public const string TaskEnds = "PlanMemberTask";

    /// <summary>Begins all members of the present group; false where there is none to begin.</summary>
    public bool Begin(EmulatedJob job, JobOperation operation)
    {
        PlanMemory plan = job.Memory.Plan!;
        List<PlanMember> members = plan.Steps[plan.At].Members;
        for (int i = 0; i < members.Count; i++)
        {
            PlanMember member = members[i];
            JObject task = PlanDocument.MemberTaskAt(job, plan.At, i);
            if (member.State == PlanMemberState.Skipped)
            {
                PlanDocument.Skip(task, "AlreadyFailedOver", "The virtual machine has been failed over already.");
                continue;
            }

            JobRun run = Run(job, member);
            IReadOnlyList<TaskPlan> tasks = operation.Tasks(run);
            member.State = PlanMemberState.Running;
            member.Seconds = TaskPlan.Lengths(tasks, vault.Spread(operation.Seconds(run), operation.Action, run.Item.Name));
            task["startTime"] = Instants.Text(vault.Now);
            JobDocument.Show(task, "InProgress", "InProgress");
            task["groupTaskCustomDetails"] = PlanDocument.Inner(tasks);
            BeginTask(job, i, 0);
        }

        return members.Any(m => m.State == PlanMemberState.Running);
    }

    /// <summary>Ends a member's present task; true where the whole group has come to its end by it.</summary>
    public bool EndTask(EmulatedJob job, JobOperation operation, int index)
    {
        PlanMemory plan = job.Memory.Plan!;
        List<PlanMember> members = plan.Steps[plan.At].Members;
        PlanMember member = members[index];
        JobRun run = Run(job, member);
        JObject task = PlanDocument.MemberTaskAt(job, plan.At, index);
        JArray inner = PlanDocument.InnerTasks(task);
        var current = (JObject)inner[member.Step];
        if (member.Failure is not null && string.Equals(current.Text("name"), InjectionPoint(inner, member, operation), StringComparison.OrdinalIgnoreCase))
        {
            Fail(run, operation, member, task, current);
            return members.All(HasEnded);
        }

        End(current, "Succeeded", "Completed");
        IReadOnlyList<TaskPlan> tasks = operation.Tasks(run);
        operation.AfterTask(run, tasks[member.Step]);
        int next = member.Step + 1;
        while (next < tasks.Count && tasks[next].Skipped)
        {
            JobDocument.Show((JObject)inner[next], "Other", "Skipped");
            next++;
        }

        if (next < tasks.Count)
        {
            BeginTask(job, index, next);
            return false;
        }

        operation.Succeeded(run);
        run.Item.Resource.Changed();
        member.State = PlanMemberState.Succeeded;
        End(task, "Succeeded", "Completed");
        return members.All(HasEnded);
    }

    /// <summary>What the members of the present group failed with.</summary>
    public static IReadOnlyList<JobFailure> FailuresOf(EmulatedJob job)
    {
        PlanMemory plan = job.Memory.Plan!;
        return [.. plan.Steps[plan.At].Members.Where(m => m.State == PlanMemberState.Failed).Select(m => JobFailure.Read(m.Failure!))];
    }

    /// <summary>Stops those that run; they stay as they are, as a single item does.</summary>
    public void Stop(EmulatedJob job)
    {
        PlanMemory plan = job.Memory.Plan!;
        List<PlanMember> members = plan.Steps[plan.At].Members;
        for (int i = 0; i < members.Count; i++)
        {
            if (members[i].State == PlanMemberState.Running)
            {
                JObject task = PlanDocument.MemberTaskAt(job, plan.At, i);
                End((JObject)PlanDocument.InnerTasks(task)[members[i].Step], "Cancelled", "Cancelled");
                End(task, "Cancelled", "Cancelled");
            }
        }
    }

    private static bool HasEnded(PlanMember member) => member.State is PlanMemberState.Succeeded or PlanMemberState.Failed or PlanMemberState.Skipped;

    private static string InjectionPoint(JArray inner, PlanMember member, JobOperation operation) =>
        inner.Select(t => t.Text("name")).FirstOrDefault(n => string.Equals(n, member.FailAtTask, StringComparison.OrdinalIgnoreCase)) ?? operation.MainTask;

    private JobRun Run(EmulatedJob job, PlanMember member) => new(job, vault.Items.Find(member.ItemId)) { Own = member.Input };

    private void BeginTask(EmulatedJob job, int index, int step)
    {
        PlanMemory plan = job.Memory.Plan!;
        PlanMember member = plan.Steps[plan.At].Members[index];
        member.Step = step;
        var task = (JObject)PlanDocument.InnerTasks(PlanDocument.MemberTaskAt(job, plan.At, index))[step];
        task["startTime"] = Instants.Text(vault.Now);
        JobDocument.Show(task, "InProgress", "InProgress");
        vault.Clock.After(member.Seconds[step], TaskEnds, job.Name, new JObject { ["step"] = plan.At, ["member"] = index });
    }

    private void Fail(JobRun run, JobOperation operation, PlanMember member, JObject task, JObject current)
    {
        JobFailure[] both = [JobFailure.Read(member.Failure!), Failures.Generic(run.Item.InstanceType)];
        foreach (JObject one in new[] { current, task })
        {
            End(one, "Failed", "Failed");
            one["errors"] = JobDocument.Errors(both, run.Job.Memory.ActivityId, one.Text("taskId") ?? string.Empty, vault.Now);
        }

        JobDocument.SkipRest(PlanDocument.InnerTasks(task));
        member.State = PlanMemberState.Failed;
        if (member.Step > 0)
        {
            operation.Failed(run);
        }

        run.Item.Resource.Changed();
    }

    private void End(JObject task, string state, string description)
    {
        task["endTime"] = Instants.Text(vault.Now);
        JobDocument.Show(task, state, description);
    }
}
