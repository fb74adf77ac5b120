namespace AvsFailback.Runs;

/// <summary>What is said when a run was stopped.</summary>
internal static class StoppedRuns
{
    /// <summary>That a job goes on in Azure, and how to see it.</summary>
    public static string Tell(FailbackJob job) =>
        $"Only the waiting has been stopped. In Azure it goes on: {job} (job {job.Name}). Get-AvsJob -Id {job.Name} shows it; the same command again goes on with it.";
}
