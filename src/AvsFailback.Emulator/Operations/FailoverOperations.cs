using System.Collections.Generic;
using System.Linq;
using AvsFailback.Emulator.Faults;
using AvsFailback.Emulator.State;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.Operations;

/// <summary>unplannedFailover: to Azure for items that replicate there, and the failback of classic items (contract §3.1).</summary>
internal sealed class UnplannedFailoverOperation(Vault vault, FailoverEffects effects) : JobOperation
{
    public override string Action => ActionNames.UnplannedFailover;

    public override string DetailsType => "FailoverJobDetails";

    public override string MainTask => "VmFailover";

    public override string Scenario(JobRun run) => "UnplannedFailover";

    public override string FriendlyName(JobRun run) => "Failover";

    public override double Seconds(JobRun run) => run.Item.IsForward ? vault.DurationsOf(run.Item).Failover : vault.DurationsOf(run.Item).Failback;

    public override string[] AllowedWhenFailed => [];

    public override IReadOnlyList<TaskPlan> Tasks(JobRun run)
    {
        // What the source site need not do is skipped (P17:V2AFailoverJob; P21:V2ATestFailback, TestV2ARCMFailover).
        bool skip = run.Given.MemberText("sourceSiteOperations") != "Required";
        if (run.Item.InstanceType == "InMageRcm")
        {
            // 0.2 + 428 + 37 s (P21:TestV2ARCMFailover); how long a shutdown takes is INFERRED.
            return
            [
                new("UnplannedFailoverPreflightChecksTask", "VmUfoPrerequisitesCheck", "Prerequisites check for failover", 0),
                new("ShutdownVmOnPrimaryForUFO", "VmShutdownVmOnPrimary", "Shut down the virtual machine", 40, skip),
                new("FailoverTask", "VmFailover", "Start failover", 428),
                new("StartVmOnSecondary", "VmFoStartVmOnSecondary", "Starting Azure virtual machine", 37),
            ];
        }

        // Of a failback 58 + 140 + 16 s (P21:V2ATestFailback); of a failover to Azure the check is short (P17). The tasks that were skipped there: INFERRED.
        return
        [
            new("UnplannedFailoverPreflightChecksTask", "VmUfoPrerequisitesCheck", "Prerequisites check for failover", run.Item.IsForward ? 0 : 58),
            new("ShutdownVmOnPrimaryForUFO", "VmShutdownVmOnPrimary", "Shut down the virtual machine", 23, skip),
            new("PrepareForUnPlannedFailoverTask", "VmPrepareForUnPlannedFailover", "Synchronizing the latest changes", 23, skip),
            new("FailoverTask", "VmFailover", "Start failover", 140),
            new("StartVmOnSecondary", "VmFoStartVmOnSecondary", "Start the replica virtual machine", 16),
        ];
    }

    public override JobFailure? Preflight(JobRun run)
    {
        ReplicatedItem item = run.Item;
        string given = run.Input.MemberText("instanceType") ?? string.Empty;
        if (item.InstanceType == "InMageRcmFailback" || given != item.InstanceType)
        {
            return Failures.WrongProvider("an unplanned failover", item.InstanceType, given);
        }

        // Both ways: after a reprotect the item counts Azure as its primary side (P21:V2ATestFailback). What a wrong word brings is INFERRED.
        if (run.Direction != "PrimaryToRecovery")
        {
            return Failures.WrongDirection("an unplanned failover", item.InstanceType, run.Direction);
        }

        if (item.Stage is not (ItemStage.Protected or ItemStage.ReadyToFailBack or ItemStage.FailoverFailed))
        {
            return Failures.NotAllowed("An unplanned failover", item.Properties.Text("protectionState") ?? string.Empty);
        }

        if (!vault.PointsOf(item).Any())
        {
            return Failures.NoRecoveryPoint();
        }

        if (run.Input.MemberText("recoveryPointType") == "LatestTag" && !vault.PointsOf(item).Any(p => p.ApplicationConsistent))
        {
            return Failures.NoRecoveryPoint();
        }

        string? point = run.Input.MemberText("recoveryPointId");
        bool named = item.IsForward ? point is not null : run.Input.MemberText("recoveryPointType") == "Custom";
        return named && (point is null || RecoveryPoints.Find(item, point, vault.Now, vault.Ids) is null) ? Failures.RecoveryPointNotFound(point) : null;
    }

    public override void AfterTask(JobRun run, TaskPlan task)
    {
        // A classic failback's Azure VM goes down in the shutdown task, and where that is skipped in the failover task (the latter INFERRED).
        if (!run.Item.IsForward && task.Name is "VmShutdownVmOnPrimary" or "VmFailover")
        {
            effects.StopAzureVm(run);
        }
    }

    public override void Succeeded(JobRun run)
    {
        if (run.Item.IsForward)
        {
            effects.FailedOverToAzure(run);
        }
        else
        {
            effects.FailedBack(run);
        }
    }

    public override void Failed(JobRun run)
    {
        if (run.Job.Properties["customDetails"] is JObject details && vault.PointsOf(run.Item).FirstOrDefault() is { } point)
        {
            // Filled in a failed failover (P17:V2ATestJob); a plan's job has told its points already.
            if (run.Job.Memory.Plan is null)
            {
                JobDocument.AddPoint(details, run.Item, point.Name, point.Time);
            }
        }

        if (run.Item.IsForward)
        {
            effects.FailoverToAzureFailed(run);
        }
        else
        {
            effects.FailbackFailed(run);
        }
    }
}

/// <summary>plannedFailover: the failback of modernized items (P21:TestV2ARCMFailback).</summary>
internal sealed class PlannedFailoverOperation(Vault vault, FailoverEffects effects) : JobOperation
{
    private static readonly TaskPlan[] Plan =
    [
        new("PlannedFailoverPreflightChecksTask", "VmPfoPrerequisitesCheck", "Prerequisites check for planned failover", 0),
        new("PrepareForFailoverTask", "VmPrepareForFailover", "Start failover", 3),
        new("FailoverTask", "VmFailover", "Shut down the Azure virtual machine", 2),
        new("PrepareProtectedEntitiesTask", "VmPrepareProtectedEntitiesTask", "Preparing on-premise virtual machine", 4),
        new("StartVmOnSecondary", "VmFoStartVmOnSecondary", "Starting on-premise virtual machine", 1),
    ];

    public override string Action => ActionNames.PlannedFailover;

    public override string DetailsType => "FailoverJobDetails";

    public override string MainTask => "VmFailover";

    public override string Scenario(JobRun run) => "PlannedFailover";

    public override string FriendlyName(JobRun run) => "Planned failover";

    public override double Seconds(JobRun run) => vault.DurationsOf(run.Item).Failback;

    public override string[] AllowedWhenFailed => [];

    public override IReadOnlyList<TaskPlan> Tasks(JobRun run) => Plan;

    public override JobFailure? Preflight(JobRun run)
    {
        ReplicatedItem item = run.Item;
        string given = run.Input.MemberText("instanceType") ?? string.Empty;
        if (item.InstanceType != "InMageRcmFailback" || given != item.InstanceType)
        {
            return Failures.WrongProvider("a planned failover", item.InstanceType, given);
        }

        // Recorded without a direction (contract §3.1); that PrimaryToRecovery does no harm is INFERRED.
        if (run.Direction is not (null or "PrimaryToRecovery"))
        {
            return Failures.WrongDirection("a planned failover", item.InstanceType, run.Direction);
        }

        if (item.Stage != ItemStage.ReadyToFailBack)
        {
            return Failures.NotAllowed("A planned failover", item.Properties.Text("protectionState") ?? string.Empty);
        }

        // The recovery point is made after the job has started, so the Azure VM must run (rules V09).
        return vault.Azure.IsRunning(item.State.AzureVm) ? null : Failures.AzureVmNotRunning(item.State.AzureVm);
    }

    public override void AfterTask(JobRun run, TaskPlan task)
    {
        if (task.Name == "VmFailover")
        {
            effects.StopAzureVm(run);
            effects.TellPoint(run);
        }
    }

    public override void Succeeded(JobRun run) => effects.FailedBack(run);

    public override void Failed(JobRun run) => effects.FailbackFailed(run);
}

/// <summary>failoverCancel: only the uncommitted failback of a modernized item (contract §3.1).</summary>
internal sealed class FailoverCancelOperation(Vault vault, FailoverEffects effects) : JobOperation
{
    private static readonly TaskPlan[] Plan =
    [
        new("CancelFailoverPreflightChecksTask", "CancelFailoverPreflightChecksTask", "Prerequisites check for cancel failover", 0),
        new("CancelFailoverRecovery", "CancelFailoverRecovery", "Cancel failover recovery", 2),
        new("CancelFailoverPrimary", "CancelFailoverPrimaryTask", "Cancel failover primary", 2),
        new("StartVmOnPrimary", "StartVmOnPrimary", "Starting the virtual machine", 1),
    ];

    public override string Action => ActionNames.FailoverCancel;

    public override string MainTask => "CancelFailoverRecovery";

    public override string Scenario(JobRun run) => "CancelFailover";

    public override string FriendlyName(JobRun run) => "Cancel failover and resume replication";

    public override double Seconds(JobRun run) => vault.DurationsOf(run.Item).Cancel;

    public override IReadOnlyList<TaskPlan> Tasks(JobRun run) => Plan;

    public override JobFailure? Preflight(JobRun run) =>
        run.Item.InstanceType == "InMageRcmFailback" && run.Item.Stage == ItemStage.FailedBack ? null : Failures.CancelNotPossible(run.Item.InstanceType);

    public override void Succeeded(JobRun run) => effects.Cancelled(run);
}

/// <summary>failoverCommit, either way. Where there is nothing to commit the job is FinalizeFailback and fails with 25037 (P17:V2ATestJob).</summary>
internal sealed class FailoverCommitOperation(Vault vault, FailoverEffects effects) : JobOperation
{
    public override string Action => ActionNames.FailoverCommit;

    public override string MainTask => "VmCommit";

    public override string Scenario(JobRun run) => run.Item.Stage is ItemStage.FailedOver or ItemStage.FailedBack ? "CommitFailover" : "FinalizeFailback";

    public override string FriendlyName(JobRun run) => "Commit";

    public override double Seconds(JobRun run) => vault.DurationsOf(run.Item).Commit;

    public override string[] AllowedWhenFailed => [];

    public override IReadOnlyList<TaskPlan> Tasks(JobRun run)
    {
        string Id(string task) => vault.Ids.Guid("task", run.Job.Name, task);
        return run.Job.Properties.Text("scenarioName") == "CommitFailover"
            ?
            [
                new(Id("check"), "VmCommitPrerequisitesCheck", "Prerequisite check", 0),
                new(Id("commit"), "VmCommit", "Commit", 1),
            ]
            :
            [
                new(Id("recovery"), "FinalizeRestoreOnRecovery", "Finalizing failback on the recovery site", 0),
                new(Id("primary"), "FinalizeRestoreOnPrimary", "Finalizing failback on the primary site", 1),
            ];
    }

    public override JobFailure? Preflight(JobRun run)
    {
        ReplicatedItem item = run.Item;
        if (item.Stage is not (ItemStage.FailedOver or ItemStage.FailedBack))
        {
            return Failures.NotReadyToCommit(item.Properties.Text("protectionState") ?? string.Empty);
        }

        // INFERRED for these providers; ScopeLocked was reported for Azure to Azure (rules V15).
        return item.Stage == ItemStage.FailedBack && item.State.AzureVm is { } vm && Locks.Over(vault.Store, vm).FirstOrDefault() is { } found
            ? Failures.Locked(found.Name)
            : null;
    }

    public override void Succeeded(JobRun run) => effects.Commit(run, byReprotect: false);
}
