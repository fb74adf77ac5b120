using System;
using System.Collections.Generic;
using System.Linq;
using AvsFailback.Emulator.Faults;
using AvsFailback.Emulator.State;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.Operations.Plans;

/// <summary>The checks of a whole plan before any member is touched, and the point that each member goes to.</summary>
internal sealed class PlanPreflight(Vault vault, ItemHold hold)
{
    /// <summary>Empty where the job may go on; the members then have their input. INFERRED: that all are checked first, and one that fails keeps all back.</summary>
    public IReadOnlyList<JobFailure> Check(EmulatedJob job, JobOperation operation)
    {
        PlanMemory plan = job.Memory.Plan!;
        string planName = ArmPath.Name(plan.PlanId);
        if (operation.Action == ActionNames.ReProtect)
        {
            // Az refuses it for all four providers (PS:REP); that the service fails the job is INFERRED.
            return [Failures.PlanReprotect(planName)];
        }

        bool failover = operation.Action is ActionNames.UnplannedFailover or ActionNames.PlannedFailover;
        var failures = new List<JobFailure>();
        foreach (PlanMember member in plan.Members)
        {
            if (vault.Items.Find(member.ItemId) is not { } item)
            {
                failures.Add(Failures.NotFound("replication protected item", member.ItemId));
            }
            else if (failover && PlanLiveFields.IsDone(item))
            {
                member.State = PlanMemberState.Skipped;
            }
            else if (CheckMember(job, operation, member, item, failover) is { } failure)
            {
                failures.Add(failure with { Message = $"{item.FriendlyName}: {failure.Message}" });
            }
        }

        if (failures.Count == 0 && plan.Members.All(m => m.State == PlanMemberState.Skipped))
        {
            failures.Add(Failures.PlanWithoutWork(planName));
        }

        if (failures.Count == 0 && failover)
        {
            ChoosePoints(job, failures);
        }

        return failures;
    }

    private JobFailure? CheckMember(EmulatedJob job, JobOperation operation, PlanMember member, ReplicatedItem item, bool failover)
    {
        if (hold.Take(new JobRun(job, item)) is { } taken)
        {
            return taken;
        }

        if (failover)
        {
            // A plan's direction is the plan's own, a single item's isn't (contract §8). INFERRED: that a wrong one fails the job.
            string? given = ((JToken?)job.Memory.Input).MemberText("failoverDirection");
            if (given != (item.IsForward ? PlanSteps.ToAzure : PlanSteps.ToAvs))
            {
                return Failures.WrongDirection("a recovery plan's failover", item.InstanceType, given);
            }

            member.Input = OwnInput(job.Memory.Input, item);
        }

        return operation.Preflight(new JobRun(job, item) { Own = member.Input });
    }

    private static JObject OwnInput(JObject? input, ReplicatedItem item)
    {
        JToken? own = (input.Member("providerSpecificDetails") as JArray ?? []).FirstOrDefault(d => d.MemberText("instanceType") == item.InstanceType);
        return new JObject
        {
            // The word for a single item, either way (contract §3.1).
            ["failoverDirection"] = PlanSteps.ToAzure,
            ["sourceSiteOperations"] = input.MemberText("sourceSiteOperations"),
            ["providerSpecificDetails"] = own?.DeepClone() ?? new JObject(),
        };
    }

    private void ChoosePoints(EmulatedJob job, List<JobFailure> failures)
    {
        var choices = new List<(PlanMember Member, ReplicatedItem Item, RecoveryPointFacts? Point)>();
        var members = job.Memory.Plan!.Members.Where(m => m.State != PlanMemberState.Skipped).Select(m => (Member: m, Item: vault.Items.Find(m.ItemId)!)).ToList();
        foreach ((PlanMember member, ReplicatedItem item) in members)
        {
            JToken own = member.Input!["providerSpecificDetails"]!;
            bool consistent = own.MemberText("recoveryPointType") is "LatestTag" or "LatestApplicationConsistent" or "ApplicationConsistent";
            string? group = ReplicationGroups.NameOf(item);
            // Classic failback: Latest is each VM's own, an app-consistent point is the group's (rules §4). Else the request says it.
            bool common = group is not null && (item.InstanceType == "InMage" ? consistent : IsTrue(own.MemberText("useMultiVmSyncPoint")));
            if (item.InstanceType == "InMageRcmFailback")
            {
                // Its own is made when its Azure VM is shut down, one for the whole group at once.
                if (common)
                {
                    choices.Add((member, item, GroupPoint(job, group!)));
                }

                continue;
            }

            IEnumerable<RecoveryPointFacts> points = vault.PointsOf(item).Where(p => p.ApplicationConsistent || !consistent);
            if (common)
            {
                List<HashSet<DateTimeOffset>> others = [.. members.Where(o => ReplicationGroups.NameOf(o.Item) == group).Select(o => new HashSet<DateTimeOffset>(vault.PointsOf(o.Item).Select(p => p.Time)))];
                points = points.Where(p => others.All(o => o.Contains(p.Time)));
            }

            RecoveryPointFacts? point = points.FirstOrDefault();
            if (point is null)
            {
                JobFailure failure = common ? Failures.NoCommonPoint(group!) : Failures.NoRecoveryPoint();
                failures.Add(failure with { Message = $"{item.FriendlyName}: {failure.Message}" });
            }

            choices.Add((member, item, point));
        }

        if (failures.Count > 0 || job.Properties["customDetails"] is not JObject details)
        {
            return;
        }

        foreach ((PlanMember member, ReplicatedItem item, RecoveryPointFacts? point) in choices)
        {
            if (item.IsForward)
            {
                member.Input!["providerSpecificDetails"]!["recoveryPointId"] = point!.Name;
            }

            // INFERRED: that a plan's job tells its points before it has failed.
            JobDocument.AddPoint(details, item, point!.Name, point.Time);
        }
    }

    /// <summary>The point of a modernized failback is made after its job has started (rules V09).</summary>
    private RecoveryPointFacts GroupPoint(EmulatedJob job, string group) => new(vault.Ids.Guid("failback-point", job.Name, group), vault.Now, false);

    private static bool IsTrue(string? text) => string.Equals(text, "true", StringComparison.OrdinalIgnoreCase);
}
