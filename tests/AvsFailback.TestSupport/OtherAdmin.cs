using System;
using System.Linq;

namespace AvsFailback.TestSupport;

/// <summary>Another admin, in the portal: acts on the same VMs as the run does, without a word to it.</summary>
internal sealed class OtherAdmin(FakeVault vault)
{
    /// <summary>What the jobs of everybody else's requests begin their activity id with.</summary>
    public const string RequestId = "somebody-else";

    public void FailBack(FakeItem item) => Ask(item, FailbackAction.FailBack);

    public void Commit(FakeItem item) => Ask(item, FailbackAction.Commit);

    /// <summary>The service has it for modernized VMs only.</summary>
    public void Cancel(FakeItem item)
    {
        if (item.Architecture == ReplicationArchitecture.Modernized)
        {
            Ask(item, FailbackAction.CancelFailback);
        }
    }

    /// <summary>Reprotects where the service would: before its commit too, which that commits (asr-contract §4.1).</summary>
    public void Reprotect(FakeItem item) =>
        Ask(
            item,
            item.Phase is ReplicationPhase.RunningInAzure or ReplicationPhase.FailedOver
                ? FailbackAction.ReprotectToAvs
                : FailbackAction.ReprotectToAzure);

    public void CommitFailover(FakeItem item) => Ask(item, FailbackAction.CommitFailover);

    public void FailBack(FakePlan plan) => Ask(plan, FailbackAction.FailBack);

    public void Commit(FakePlan plan) => Ask(plan, FailbackAction.Commit);

    /// <summary>Cancels the job that runs on the VM, if one does.</summary>
    public void StopJob(FakeItem item)
    {
        vault.CatchUp();
        if (item.Job is { IsDone: false } job)
        {
            vault.Cancel(job);
        }
    }

    /// <summary>Resumes what waits for a person.</summary>
    public void ResumeJobs()
    {
        vault.CatchUp();
        foreach (FakeJob job in vault.Jobs.Where(job => job is { IsDone: false, RunningState: JobState.Suspended }).ToArray())
        {
            vault.Resume(job);
        }
    }

    public void SwitchOn(FakeItem item)
    {
        vault.CatchUp();
        (item.Power, item.PowerChange) = (AzurePowerState.Running, null);
    }

    /// <summary>Shuts the Azure VM down, which takes its time.</summary>
    public void SwitchOff(FakeItem item, DateTimeOffset now)
    {
        vault.CatchUp();
        (item.Power, item.PowerChange) = (AzurePowerState.Deallocating, (now + TimeSpan.FromMinutes(2), AzurePowerState.Deallocated));
    }

    /// <summary>Adds the VM to the plan's last group.</summary>
    public static void Add(FakePlan plan, FakeItem item)
    {
        if (!plan.Members.Contains(item))
        {
            plan.Groups[^1].Items.Add(item);
        }
    }

    public static void Remove(FakePlan plan, FakeItem item)
    {
        foreach (FakeGroup group in plan.Groups)
        {
            group.Items.Remove(item);
        }
    }

    // What the portal doesn't offer, it doesn't do.
    private void Ask(FakeItem item, FailbackAction action)
    {
        vault.CatchUp();
        if (item.Job is not { IsDone: false } && FakeVault.IsOffered(item, action))
        {
            vault.Accept(item, action, new PostFate(PostFateKind.Succeeds), RequestId, 0);
        }
    }

    private void Ask(FakePlan plan, FailbackAction action)
    {
        vault.CatchUp();
        if (plan.Members.Any() && plan.Members.All(item => item.Job is not { IsDone: false } && FakeVault.IsOffered(item, action)))
        {
            vault.Begin(plan, action, RequestId, 0);
        }
    }
}
