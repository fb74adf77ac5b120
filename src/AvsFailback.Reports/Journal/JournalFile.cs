using System;
using System.Collections.Generic;
using System.IO;

namespace AvsFailback.Reports;

/// <summary>A journal that is written to.</summary>
internal sealed class JournalFile : IRunJournal
{
    private readonly object _gate = new();
    private readonly JournalLock _lock;
    private readonly FileStream _file;
    private bool _isTorn;

    private JournalFile(string path, JournalLock held, FileStream file)
    {
        Path = path;
        _lock = held;
        _file = file;
    }

    /// <inheritdoc/>
    public string Path { get; }

    /// <inheritdoc/>
    public string RunId { get; private set; } = string.Empty;

    /// <inheritdoc/>
    public IReadOnlyList<FailbackRunEvent> Earlier { get; private set; } = [];

    /// <summary>Opens a file to add to, or makes it; finds in it the run to go on with.</summary>
    /// <exception cref="FailbackException">It can't be written, isn't a journal, or another command writes it.</exception>
    public static JournalFile Open(string path, RunJournalRequest request, string newRunId)
    {
        JournalLock? held = null;
        FileStream? file = null;
        try
        {
            if (Directory.Exists(path))
            {
                throw new IOException("There is a folder of this name.");
            }

            held = JournalLock.Take(path);
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
            var journal = new JournalFile(path, held, file);
            journal.Begin(request, newRunId);
            (held, file) = (null, null);
            return journal;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Errors.NotWritten(path, e);
        }
        finally
        {
            Close(file, held);
        }
    }

    /// <inheritdoc/>
    public void Write(FailbackRunEvent happened)
    {
        string line = EventText.Write(happened);
        lock (_gate)
        {
            try
            {
                Append(line, MustReachDisk(happened.Kind));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw Errors.NotWritten(Path, e);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            Close(_file, _lock);
        }
    }

    // On a full disk the last bytes can't be written; the lock goes all the same, and who waits for the run's end gets it.
    private static void Close(FileStream? file, JournalLock? held)
    {
        try
        {
            file?.Dispose();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // That it couldn't be written was said at the line that it happened to.
        }
        finally
        {
            held?.Dispose();
        }
    }

    // What an action hangs on must outlive the machine; the rest can be seen in the vault again.
    private static bool MustReachDisk(FailbackRunEventKind kind) => kind is
        FailbackRunEventKind.ActionIntended
        or FailbackRunEventKind.RunStarted
        or FailbackRunEventKind.RunEnded
        or FailbackRunEventKind.ValidationEnded
        or FailbackRunEventKind.CommitApproved
        or FailbackRunEventKind.CommitDeclined;

    private void Begin(RunJournalRequest request, string newRunId)
    {
        RunId = newRunId;
        if (IsNew())
        {
            _file.SetLength(0);
            Append(JournalFormat.Header, mustReachDisk: true);
            return;
        }

        if (RunFinder.Find(JournalReader.Read(Path), request) is { } earlier)
        {
            (RunId, Earlier) = earlier;
        }

        _file.Seek(-1, SeekOrigin.End);
        _isTorn = _file.ReadByte() != '\n';
        _file.Seek(0, SeekOrigin.End);
    }

    // Empty, or its writer was killed while it wrote the first line.
    private bool IsNew()
    {
        if (_file.Length > JournalFormat.Header.Length)
        {
            return false;
        }

        var bytes = new byte[_file.Length];
        int read = _file.Read(bytes, 0, bytes.Length);
        return JournalFormat.IsTornHeader(JournalFormat.Encoding.GetString(bytes, 0, read));
    }

    private void Append(string line, bool mustReachDisk)
    {
        // A line that was cut off is ended, or this one would be glued to it.
        byte[] bytes = JournalFormat.Encoding.GetBytes((_isTorn ? "\n" : string.Empty) + line + "\n");
        _isTorn = true;
        _file.Write(bytes, 0, bytes.Length);
        _file.Flush(mustReachDisk);
        _isTorn = false;
    }
}
