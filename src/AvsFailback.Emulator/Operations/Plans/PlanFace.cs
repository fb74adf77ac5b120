using AvsFailback.Emulator.State;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.Operations.Plans;

/// <summary>What a recovery plan shows of its jobs.</summary>
internal sealed class PlanFace(Vault vault, JobBook jobs)
{
    /// <summary>Shows the job that runs, where that is switched on.</summary>
    public void Show(EmulatedJob job, bool running)
    {
        // Null in the recorded GET of an idle plan (CLI); what a busy one shows is published (EX) and seen with no plan of these providers.
        if (!vault.Settings.NamesRunningJob || vault.Store.Find(job.Memory.Plan!.PlanId) is not { } plan)
        {
            return;
        }

        JObject properties = plan.Properties;
        string? shown = properties["currentScenario"].Text("jobId");
        bool otherRuns = shown is not null && !ArmPath.Same(shown, job.Id) && jobs.Find(ArmPath.Name(shown))?.Runs == true;
        if (otherRuns)
        {
            return;
        }

        properties["currentScenario"] = running
            ? new JObject { ["scenarioName"] = job.Properties["scenarioName"], ["jobId"] = job.Id, ["startTime"] = Instants.Text(job.StartTime) }
            : JValue.CreateNull();
        properties["currentScenarioStatus"] = running ? "InProgress" : null;
        properties["currentScenarioStatusDescription"] = running ? "InProgress" : null;
        plan.Changed();
    }

    /// <summary>Notes when the last failover began.</summary>
    public void ShowFailoverTime(EmulatedJob job)
    {
        string? key = job.Memory.Action switch
        {
            ActionNames.PlannedFailover => "lastPlannedFailoverTime",
            ActionNames.UnplannedFailover => "lastUnplannedFailoverTime",
            _ => null,
        };
        if (key is not null && vault.Store.Find(job.Memory.Plan!.PlanId) is { } plan)
        {
            plan.Properties.SetAfter("allowedOperations", key, Instants.Text(job.StartTime));
            plan.Changed();
        }
    }
}
