using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text.RegularExpressions;

namespace AvsFailback.Reports;

/// <summary>The folder of journals that nobody named: a file for each run.</summary>
internal static class JournalFolder
{
    // More runs than anybody goes on with; the search must stay cheap.
    private const int MostFiles = 50;

    /// <summary>The folder in the user's local application data.</summary>
    /// <exception cref="FailbackException">The user has none.</exception>
    public static string OfUser()
    {
        // Without DoNotVerify it is empty on a Unix account that never had the folder.
        string data = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return data.Length == 0 ? throw Errors.FolderUnknown() : Path.Combine(data, "AvsFailback", "journals");
    }

    /// <summary>Makes the folder if need be, for this user alone: journals tell names and ids of VMs.</summary>
    public static void Create(string folder)
    {
        if (Directory.Exists(folder))
        {
            return;
        }

        // On Windows local application data is the user's alone; netstandard2.0 has no word for Unix permissions, .NET 7 has.
        Type? mode = typeof(Directory).Assembly.GetType("System.IO.UnixFileMode");
        MethodInfo? create = Path.DirectorySeparatorChar == '\\' || mode is null ? null : typeof(Directory).GetMethod(nameof(Directory.CreateDirectory), [typeof(string), mode]);
        try
        {
            if (create is null)
            {
                Directory.CreateDirectory(folder);
            }
            else
            {
                const int OwnerOnly = 0b111_000_000;
                create.Invoke(null, [folder, Enum.ToObject(mode!, OwnerOnly)]);
            }
        }
        catch (Exception e) when ((e is TargetInvocationException ? e.InnerException : e) is IOException or UnauthorizedAccessException)
        {
            throw Errors.NotWritten(folder, e.InnerException ?? e);
        }
    }

    /// <summary>The id of a new run: when it began, and something that sets it apart from another of the same second.</summary>
    public static string NewRunId(DateTimeOffset now) =>
        now.UtcDateTime.ToString("yyyyMMdd-HHmmss-", CultureInfo.InvariantCulture) + Guid.NewGuid().ToString("N").Substring(0, 4);

    /// <summary>The file of a run.</summary>
    public static string FileOf(string folder, ArmId vault, string runId) => Path.Combine(folder, Safe(vault.Name) + "-" + runId + JournalFormat.Extension);

    /// <summary>The file of the run to go on with; null if there is none.</summary>
    public static string? FindFile(string folder, RunJournalRequest request)
    {
        var missing = new HashSet<ArmId>(request.Items);
        foreach (string file in FilesOf(folder, request.VaultId))
        {
            try
            {
                if (RunFinder.Split(Gist(file)).Reverse().Any(run => RunFinder.IsMatch(run, request, missing)))
                {
                    return file;
                }
            }
            catch (FailbackException)
            {
                // A file that can't be read, or isn't a journal, is nobody's run; a new one is begun beside it.
            }
        }

        return null;
    }

    private static IEnumerable<string> FilesOf(string folder, ArmId vault)
    {
        var name = new Regex("^" + Regex.Escape(Safe(vault.Name)) + @"-\d{8}-\d{6}-[0-9a-f]{4}\.jsonl$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
        return new DirectoryInfo(folder).EnumerateFiles("*" + JournalFormat.Extension)
            .Where(file => name.IsMatch(file.Name))
            .OrderByDescending(file => file.LastWriteTimeUtc)
            .ThenByDescending(file => file.Name, StringComparer.OrdinalIgnoreCase)
            .Take(MostFiles)
            .Select(file => file.FullName);
    }

    // Which vault, which VMs, how and when it ended: some of many lines.
    private static IEnumerable<FailbackRunEvent> Gist(string file) => JournalReader
        .Read(file, line => line.Contains("\"RunStarted\"") || line.Contains("\"RunResumed\"") || line.Contains("\"ItemAdded\"") || line.Contains("\"RunEnded\""))
        .Concat(JournalReader.ReadLast(file) is { } last ? [last] : []);

    private static string Safe(string name) => string.Concat(name.Select(c => Path.GetInvalidFileNameChars().Contains(c) ? '_' : c));
}
