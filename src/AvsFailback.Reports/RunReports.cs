using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Engine;
using AvsFailback.Runs;

namespace AvsFailback.Reports;

/// <summary>Journals and reports on disk. The formats stand in docs/reports.md.</summary>
public sealed class RunReports : IRunReports
{
    private readonly string? _folder;

    /// <summary>For this user.</summary>
    public RunReports()
    {
    }

    /// <summary>With another default folder.</summary>
    internal RunReports(string folder)
    {
        _folder = folder;
    }

    /// <inheritdoc/>
    public string DefaultFolder => _folder ?? JournalFolder.OfUser();

    /// <inheritdoc/>
    public IRunJournal Open(string? path, RunJournalRequest request)
    {
        string newRunId = JournalFolder.NewRunId(request.Now);
        if (path is not null)
        {
            return JournalFile.Open(Path.GetFullPath(path), request, newRunId);
        }

        string folder = DefaultFolder;
        JournalFolder.Create(folder);
        if (JournalFolder.FindFile(folder, request) is { } earlier && !JournalLock.IsTaken(earlier))
        {
            return JournalFile.Open(earlier, request, newRunId);
        }

        // Another command may be writing the run that this one would go on with: then each keeps its own.
        return JournalFile.Open(JournalFolder.FileOf(folder, request.VaultId, newRunId), request, newRunId);
    }

    /// <inheritdoc/>
    public IReadOnlyList<FailbackRun> Read(string? path)
    {
        string full = Path.GetFullPath(path ?? DefaultFolder);
        IEnumerable<FailbackRun> runs =
            Directory.Exists(full) ? FilesOf(full).SelectMany(ReadOfFolder)
            : File.Exists(full) ? ReadFile(full)
            : path is null ? []
            : throw Errors.NotFound(full);
        return [.. runs.OrderByDescending(run => run.StartTime)];
    }

    /// <inheritdoc/>
    public Task ExportAsync(FailbackRun run, string path, RunReportFormat format, CancellationToken cancellationToken) => format switch
    {
        RunReportFormat.Json => ReportFile.WriteAsync(path, JsonReport.Encoding, JsonReport.Write(run), cancellationToken),
        RunReportFormat.Csv => ReportFile.WriteAsync(path, CsvReport.Encoding, CsvReport.Write(run), cancellationToken),
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "There is no such form."),
    };

    // Runs that began at the same moment, as every virtual emulator does, keep the order of their files, newest first.
    private static IEnumerable<string> FilesOf(string folder)
    {
        try
        {
            return [.. new DirectoryInfo(folder).GetFiles("*" + JournalFormat.Extension).OrderByDescending(file => file.LastWriteTimeUtc).Select(file => file.FullName)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Errors.NotRead(folder, e);
        }
    }

    // A folder may hold other things too.
    private static List<FailbackRun> ReadOfFolder(string path)
    {
        try
        {
            return ReadFile(path);
        }
        catch (FailbackException e) when (e.ErrorId == "NotAJournal")
        {
            return [];
        }
    }

    private static List<FailbackRun> ReadFile(string path)
    {
        // Asked before the file is read: a run that ends in between is seen to have ended.
        bool isWritten = JournalLock.IsTaken(path);
        IReadOnlyList<RunGist> runs = RunFinder.Split(JournalReader.Read(path));
        DateTime written = File.GetLastWriteTimeUtc(path);
        var newestFirst = new List<FailbackRun>();
        for (int i = runs.Count - 1; i >= 0; i--)
        {
            newestFirst.Add(Tell(runs[i], path, isWritten && i == LastWritten(runs)) with { Written = (written, runs[i].LastLine) });
        }

        return newestFirst;
    }

    // A run that was begun before another may have been gone on with after it.
    private static int LastWritten(IReadOnlyList<RunGist> runs) =>
        Enumerable.Range(0, runs.Count).OrderByDescending(i => runs[i].LastLine).First();

    private static FailbackRun Tell(RunGist gist, string path, bool isWritten)
    {
        FailbackRun run = RunProjection.Of(gist.Events).Run with { Id = gist.Id, JournalPath = path };
        return run.Outcome != FailbackRunOutcome.Running || isWritten ? run : run with
        {
            Outcome = FailbackRunOutcome.Interrupted,
            NextStep = "Rerun the Invoke-AvsFailback command: it resumes from what the vault shows.",
        };
    }
}
