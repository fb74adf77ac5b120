using System;

namespace AvsFailback.Azure.Wire;

/// <summary>The service's words for the states of jobs, tasks and operations.</summary>
internal static class JobStates
{
    public static JobState Parse(string? word) =>
        string.Equals(word, "Canceled", StringComparison.OrdinalIgnoreCase) ? JobState.Cancelled // ARM's own spelling
        : IsWord(word) && Enum.TryParse(word, ignoreCase: true, out JobState state) ? state
        : JobState.Other;

    /// <summary>
    /// The state in the service's words: its description, or the state itself where it has none. Of a state that this version doesn't know both are shown,
    /// since the state is what counts.
    /// </summary>
    public static string Describe(string? word, string? description) =>
        string.IsNullOrEmpty(description) ? word ?? string.Empty
        : string.IsNullOrEmpty(word) || IsSame(word!, description!) ? description!
        : Parse(word) == JobState.Other && !IsSame(word!, nameof(JobState.Other)) ? $"{word} ({description})"
        : description!;

    // A number, or several words joined by commas, would be parsed too.
    private static bool IsWord(string? word)
    {
        if (string.IsNullOrEmpty(word))
        {
            return false;
        }

        foreach (char letter in word!)
        {
            if (!char.IsLetter(letter))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsSame(string word, string description) => string.Equals(word, description, StringComparison.OrdinalIgnoreCase);
}
