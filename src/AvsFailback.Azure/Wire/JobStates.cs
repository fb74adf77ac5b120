using System;

namespace AvsFailback.Azure.Wire;

/// <summary>The service's words for the states of jobs, tasks and operations.</summary>
internal static class JobStates
{
    public static JobState Parse(string? word) =>
        string.Equals(word, "Canceled", StringComparison.OrdinalIgnoreCase) ? JobState.Cancelled // ARM's own spelling
        : !string.IsNullOrEmpty(word) && !char.IsDigit(word![0]) && Enum.TryParse(word, ignoreCase: true, out JobState state) ? state
        : JobState.Other;

    /// <summary>The state in the service's words: its description, or the state itself where it has none.</summary>
    public static string Describe(string? word, string? description) => string.IsNullOrEmpty(description) ? word ?? string.Empty : description!;
}
