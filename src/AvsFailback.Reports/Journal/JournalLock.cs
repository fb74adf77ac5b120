using System;
using System.IO;
using System.Threading;

namespace AvsFailback.Reports;

/// <summary>
/// Who writes a journal. It is a file of its own beside the journal: on Unix, .NET tells writers of one file apart only where
/// it keeps readers out too. The system lets go of it when the process is killed.
/// </summary>
internal sealed class JournalLock : IDisposable
{
    // A reader that just looks whether somebody writes holds the file for some microseconds.
    private const int Tries = 20;

    private readonly FileStream _held;

    private JournalLock(FileStream held)
    {
        _held = held;
    }

    /// <summary>Takes the lock.</summary>
    /// <exception cref="FailbackException">Another command has it.</exception>
    public static JournalLock Take(string journal)
    {
        string path = PathOf(journal);
        for (int i = 1; ; i++)
        {
            try
            {
                return new JournalLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose));
            }
            catch (IOException e) when (e is not DirectoryNotFoundException and not PathTooLongException && File.Exists(path))
            {
                if (i == Tries)
                {
                    throw Errors.InUse(journal, e);
                }

                Thread.Yield();
            }
        }
    }

    /// <summary>Whether somebody writes the journal now.</summary>
    public static bool IsTaken(string journal)
    {
        string path = PathOf(journal);
        if (!File.Exists(path))
        {
            return false;
        }

        try
        {
            using var looked = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return false;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _held.Dispose();

    private static string PathOf(string journal) => journal + ".lock";
}
