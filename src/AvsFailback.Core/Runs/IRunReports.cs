using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace AvsFailback;

/// <summary>Where a run writes what happens. An event is safe on disk when <see cref="Write"/> returns.</summary>
public interface IRunJournal : IDisposable
{
    /// <summary>The file.</summary>
    string Path { get; }

    /// <summary>The id of the run: that of the earlier one that this one goes on with, or a new one.</summary>
    string RunId { get; }

    /// <summary>What the earlier starts of the run wrote; empty for a new one.</summary>
    IReadOnlyList<FailbackRunEvent> Earlier { get; }

    /// <summary>Adds an event. A request that changes something is sent only after its intent was written.</summary>
    /// <exception cref="FailbackException">The journal can't be written.</exception>
    void Write(FailbackRunEvent happened);
}

/// <summary>What a journal is wanted for.</summary>
/// <param name="VaultId">The vault.</param>
/// <param name="Items">The items that the run is for.</param>
/// <param name="Until">Where they are wanted.</param>
/// <param name="Now">The present moment, by the vault's clock.</param>
public sealed record RunJournalRequest(ArmId VaultId, IReadOnlyCollection<ArmId> Items, FailbackGoal Until, DateTimeOffset Now)
{
    /// <summary>Whether the vault is emulated: it may have a real one's id, whose runs aren't its own.</summary>
    public bool IsEmulated { get; init; }

    /// <summary>What sets the emulator apart from another one with the same vault: the next one knows nothing of this one's jobs. Null for Azure.</summary>
    public string? EmulatorLife { get; init; }
}

/// <summary>The forms of a report.</summary>
public enum RunReportFormat : long
{
    /// <summary>All that is known, for programs.</summary>
    Json,

    /// <summary>A row for each step of each VM, for spreadsheets.</summary>
    Csv,
}

/// <summary>Journals and reports on disk. Implemented in a part of its own; made by reflection on first use.</summary>
public interface IRunReports
{
    /// <summary>The folder of journals where none is named: in the user's local application data.</summary>
    string DefaultFolder { get; }

    /// <summary>
    /// Opens a journal to write. A run of the same vault that was killed, stopped, or ended before its VMs were where they were
    /// wanted, and that shares a VM with this one, is gone on with; else a new one is begun.
    /// </summary>
    /// <param name="path">A file, which is added to or made; null for one in the default folder.</param>
    /// <param name="request">What it is wanted for.</param>
    /// <exception cref="FailbackException">It can't be written, isn't a journal, or another process writes it.</exception>
    IRunJournal Open(string? path, RunJournalRequest request);

    /// <summary>Reads the runs in a journal, or in all journals of a folder, the newest first; an end that was cut off is left out.</summary>
    /// <param name="path">A file or folder; null for the default folder.</param>
    /// <exception cref="FailbackException">There is none, or it isn't a journal.</exception>
    IReadOnlyList<FailbackRun> Read(string? path);

    /// <summary>Writes a run as a report.</summary>
    /// <param name="run">The run.</param>
    /// <param name="path">The file; one that is there is replaced once the new one is whole.</param>
    /// <param name="format">The form.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    /// <exception cref="FailbackException">It can't be written.</exception>
    Task ExportAsync(FailbackRun run, string path, RunReportFormat format, CancellationToken cancellationToken);
}
