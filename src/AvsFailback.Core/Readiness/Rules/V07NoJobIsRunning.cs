namespace AvsFailback.Readiness.Rules;

/// <summary>No other job is under way on the item.</summary>
internal sealed class V07NoJobIsRunning() : ReadinessRule("V07", "No job is running on the VM", ReadinessStep.Failback, ReadinessStep.Commit, ReadinessStep.Reprotection)
{
    public override bool MayBeIgnored => false;

    public override ReadinessCheck Check(ReadinessFacts facts)
    {
        if (facts.RunningJob is { IsRunning: true } job)
        {
            return Blocks(facts, $"{job} (job {job.Name})", job.State == JobState.Suspended
                ? $"It waits for a person. When the manual action is done: Resume-AvsJob -Id {job.Name}."
                : $"Wait for it: Get-AvsJob -Id {job.Name} | Wait-AvsJob.");
        }

        if (facts.Item.RunningJobId is { } id && facts.RunningJob is null)
        {
            return Blocks(facts, $"{facts.Item.RunningScenario} (job {id.Name})", $"Wait for it: Get-AvsJob -Id {id.Name} | Wait-AvsJob.");
        }

        return Passed(facts, "none");
    }
}
