using System;
using AvsFailback.ModuleLoading;

namespace AvsFailback.Runs;

/// <summary>Opens the journal of a run.</summary>
internal static class JournalOpener
{
    /// <summary>Opens it; null if none can be kept in the default folder, which a warning tells.</summary>
    /// <param name="path">The file that the user named; null for one in the default folder.</param>
    /// <param name="request">What it is wanted for.</param>
    /// <param name="warn">Tells a warning.</param>
    /// <exception cref="FailbackException">The named file can't be used.</exception>
    public static IRunJournal? Open(string? path, RunJournalRequest request, Action<string> warn)
    {
        try
        {
            return ReportsFactory.CreateReports().Open(path, request);
        }
        catch (FailbackException e) when (path is null)
        {
            warn($"No journal is kept: {e.Message} {e.NextStep} The run continues without: should it be killed, only the vault shows how far it came.".Replace("  ", " "));
            return null;
        }
    }
}
