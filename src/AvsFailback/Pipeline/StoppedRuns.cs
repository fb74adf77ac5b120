using AvsFailback.Asr;

namespace AvsFailback.Pipeline;

/// <summary>What is said when a run was stopped.</summary>
internal static class StoppedRuns
{
    /// <summary>That a job continues in Azure, and how to see it.</summary>
    public static string Tell(FailbackJob job) =>
        $"Only the waiting has been stopped. In Azure it continues: {job} (job {job.Name}). Get-AvsJob -Id {job.Name} shows it; rerun the command and it continues with that job.";

    /// <summary>That a request was sent and its answer hadn't come.</summary>
    public static string Tell(string name, FailbackAction action) =>
        $"{name}: Azure was just asked to {ActionMetadata.Describe(action)}, and its answer hadn't come. It may have begun{(action == FailbackAction.Commit ? ", and then the Azure VM is being deleted" : string.Empty)}: see Get-AvsJob and Get-AvsReplicatedItem {name} before you do anything else.";
}
