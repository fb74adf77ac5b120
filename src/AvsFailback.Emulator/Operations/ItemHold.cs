using AvsFailback.Emulator.Faults;
using AvsFailback.Emulator.State;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.Operations;

/// <summary>Which job an item belongs to while it runs, and what the item shows of it.</summary>
internal sealed class ItemHold(Vault vault)
{
    /// <summary>Claims an item that no other job holds; called when a job is asked for.</summary>
    public static void Claim(ReplicatedItem item, EmulatedJob job) => item.State.RunningJob ??= job.Name;

    /// <summary>Takes the item for the job, or tells which other job has it.</summary>
    public JobFailure? Take(JobRun run)
    {
        if (run.ItemOrNull is not { } item || item.State.RunningJob == run.Job.Name)
        {
            return null;
        }

        if (item.State.RunningJob is { } other)
        {
            return Failures.OtherJob(vault.Identity.JobId(other));
        }

        item.State.RunningJob = run.Job.Name;
        Show(item, run.Job);
        return null;
    }

    public void Release(JobRun run)
    {
        if (run.ItemOrNull is { } item && item.State.RunningJob == run.Job.Name)
        {
            item.State.RunningJob = null;
            Show(item, null);
        }
    }

    /// <summary>Shows the job that runs on the item, where that is switched on, and that it allows nothing meanwhile; null for none.</summary>
    public void Show(ReplicatedItem item, EmulatedJob? job)
    {
        bool named = job is not null && vault.Settings.NamesRunningJob && item.State.RunningJob == job.Name;
        if (job is null || named)
        {
            item.Resource.IsHeld = named && vault.Settings.BusyItemsOfferNothing;
            item.Properties["currentScenario"] = new JObject
            {
                ["scenarioName"] = job?.Properties.Text("scenarioName") ?? "None",
                ["jobId"] = vault.Identity.JobId(job?.Name ?? "None"),
                ["startTime"] = job is null ? Instants.Idle : Instants.Text(job.StartTime),
            };
            item.Resource.Changed();
        }
    }
}
