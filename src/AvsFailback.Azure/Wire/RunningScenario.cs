using System;

namespace AvsFailback.Azure.Wire;

/// <summary>What an item or a plan names as running: idle ones name the scenario and the job "None", or none at all (asr-contract §4).</summary>
internal static class RunningScenario
{
    /// <summary>The scenario and its job; both null for an idle one.</summary>
    public static (string? Scenario, ArmId? JobId) Of(string? scenario, string? jobId) =>
        !IsNone(scenario) && ArmId.TryParse(jobId, out ArmId? job) && !IsNone(job.Name) ? (scenario, job) : (null, null);

    private static bool IsNone(string? word) => string.IsNullOrEmpty(word) || string.Equals(word, "None", StringComparison.OrdinalIgnoreCase);
}
