using System;

namespace AvsFailback.Reports;

/// <summary>What can be wrong with files, each with what to do about it.</summary>
internal static class Errors
{
    public static FailbackException FolderUnknown() => new(
        "JournalFolderUnknown",
        FailbackErrorCategory.InvalidState,
        "This user has no folder for local application data, where journals are kept.",
        "Name a file for the journal (-JournalPath, or -Path to read), or set the HOME variable.");

    public static FailbackException NotAJournal(string path) => new(
        "NotAJournal",
        FailbackErrorCategory.InvalidInput,
        $"The file '{path}' isn't a journal of AvsFailback; it was left as it is.",
        "Name another file. A journal's first line begins with {\"" + JournalFormat.Marker + "\".",
        path);

    public static FailbackException TooNew(string path, int version) => new(
        "JournalTooNew",
        FailbackErrorCategory.NotSupported,
        $"The journal '{path}' has version {version}; this version of AvsFailback knows {JournalFormat.Version}.",
        "Update AvsFailback, or name another file.",
        path);

    public static FailbackException InUse(string path, Exception inner) => new(
        "JournalInUse",
        FailbackErrorCategory.InvalidState,
        $"The journal '{path}' is being written by another command.",
        "Wait until that run has ended, or name another file for this one (-JournalPath). Get-AvsFailbackRun reads it meanwhile.",
        path,
        inner);

    public static FailbackException NotFound(string path) => new(
        "JournalNotFound",
        FailbackErrorCategory.NotFound,
        $"There is no journal and no folder '{path}'.",
        "Name the file, or leave -Path out for the journals of this user.",
        path);

    public static FailbackException NotRead(string path, Exception inner) => new(
        "JournalNotRead",
        FailbackErrorCategory.InvalidInput,
        $"The journal '{path}' can't be read: {inner.Message}",
        "Look at its permissions, or copy it to where it can be read.",
        path,
        inner);

    public static FailbackException NotWritten(string path, Exception inner) => new(
        "JournalNotWritten",
        FailbackErrorCategory.InvalidInput,
        $"The journal '{path}' can't be written: {inner.Message}",
        "Make room or choose another file (-JournalPath), and rerun the command: it resumes from what the vault shows.",
        path,
        inner);

    public static FailbackException ReportNotWritten(string path, Exception inner) => new(
        "FileNotWritten",
        FailbackErrorCategory.InvalidInput,
        $"The file '{path}' can't be written: {inner.Message}",
        "Choose another place.",
        path,
        inner);
}
