using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Threading;
using AvsFailback.ModuleLoading;
using AvsFailback.Pipeline;

namespace AvsFailback.Runs;

/// <summary>How a user's script ended.</summary>
/// <param name="Output">What it gave out.</param>
/// <param name="Error">Its first error, whether it ended the script, was written to the error stream or is in its output; null if it had none.</param>
/// <param name="ExitCode">What it said with <c>exit</c>, else the exit code of its last native command or script file; 0 without either.</param>
/// <param name="IsTimedOut">Whether it was stopped because it took too long.</param>
internal sealed record ScriptResult(IReadOnlyList<object?> Output, ErrorRecord? Error, int ExitCode, bool IsTimedOut)
{
    /// <summary>It was stopped because it took too long.</summary>
    public static ScriptResult TimedOut { get; } = new([], null, 0, IsTimedOut: true);
}

/// <summary>
/// A runspace in which a user's script runs: with this module imported and the run's vault as the one that serves by default.
/// </summary>
/// <remarks>
/// A pipeline of PowerShell's own would run on a foreground thread, which keeps the process alive for as long as a script hangs in
/// code that can't be stopped (a dead SSH, WMI or NFS call). Here it runs on a background thread.
/// </remarks>
internal sealed class ScriptSession : IDisposable
{
    private readonly Runspace _runspace;
    private readonly ScriptHost _host;
    private readonly AvsVault _vault;
    private bool _isAbandoned;

    private ScriptSession(Runspace runspace, ScriptHost host, AvsVault vault)
    {
        _runspace = runspace;
        _host = host;
        _vault = vault;
    }

    /// <summary>Opens a session.</summary>
    public static ScriptSession Open(AvsVault vault)
    {
        // CreateDefault2 finds all else by its modules, when it is used.
        var state = InitialSessionState.CreateDefault2();
        string manifest = Path.Combine(Path.GetDirectoryName(ModuleFolder.Bin) ?? string.Empty, "AvsFailback.psd1");
        state.ImportPSModule([File.Exists(manifest) ? manifest : typeof(ScriptSession).Assembly.Location]);
        var host = new ScriptHost();
        Runspace runspace = RunspaceFactory.CreateRunspace(host, state);
        runspace.ThreadOptions = PSThreadOptions.UseCurrentThread;
        runspace.Open();
        return new ScriptSession(runspace, host, vault);
    }

    /// <summary>Runs a script with an object as <c>$_</c> and as its first argument.</summary>
    /// <param name="script">The script.</param>
    /// <param name="item">The object.</param>
    /// <param name="timeout">How long it may take; null for any time. Real time, as foreign code knows no other.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public ScriptResult Run(ForeignScript script, object item, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        VaultRegistry.Of(_runspace).Lend(_vault);
        foreach (KeyValuePair<string, object?> variable in script.Variables)
        {
            _runspace.SessionStateProxy.SetVariable(variable.Key, variable.Value);
        }

        _runspace.SessionStateProxy.SetVariable("_", item);
        PowerShell shell = PowerShell.Create();
        shell.Runspace = _runspace;
        shell.AddScript(script.Text, useLocalScope: true).AddArgument(item);
        ScriptResult? result = null;
        using var isOver = new ManualResetEvent(false);
        var thread = new Thread(() =>
        {
            result = Invoke(shell);
            try
            {
                isOver.Set();
            }
            catch (ObjectDisposedException)
            {
                // Nobody waits any more.
            }
        })
        {
            IsBackground = true,
            Name = "AvsFailback script",
        };
        thread.Start();
        if (WaitHandle.WaitAny([isOver, cancellationToken.WaitHandle], Longest(timeout)) == 0)
        {
            shell.Dispose();
            return result!;
        }

        Abandon(shell);
        cancellationToken.ThrowIfCancellationRequested();
        return ScriptResult.TimedOut;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_isAbandoned)
        {
            _runspace.Dispose();
        }
    }

    // A wait handle takes no more than 2^31 - 1 milliseconds, nearly 25 days: who gives more means for ever.
    private static TimeSpan Longest(TimeSpan? timeout) =>
        timeout is not { } limit || limit.TotalMilliseconds >= int.MaxValue ? Timeout.InfiniteTimeSpan : limit > TimeSpan.Zero ? limit : TimeSpan.Zero;

    private ScriptResult Invoke(PowerShell shell)
    {
        var output = new PSDataCollection<PSObject>();
        ErrorRecord? error = null;
        try
        {
            shell.Invoke(null, output);
        }
#pragma warning disable CA1031 // Whatever ends foreign code is its result; on this thread nobody else would catch it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            error = (e as RuntimeException)?.ErrorRecord ?? new ErrorRecord(e, e.GetType().Name, ErrorCategory.NotSpecified, null);
        }

        return new ScriptResult(
            [.. output.Select(o => o?.BaseObject is PSCustomObject ? o : o?.BaseObject)],
            shell.Streams.Error.FirstOrDefault() ?? error ?? output.Select(o => o?.BaseObject).OfType<ErrorRecord>().FirstOrDefault(),
            _host.ExitCode ?? LastExitCode(),
            IsTimedOut: false);
    }

    /// <summary>What the last native command or script file ended with; 0 where none ran, or where the session is closed under the script.</summary>
    private int LastExitCode()
    {
        try
        {
            return _runspace.SessionStateProxy.GetVariable("LASTEXITCODE") as int? ?? 0;
        }
        catch (InvalidRunspaceStateException)
        {
            // It was abandoned: nobody waits for what it gives.
            return 0;
        }
    }

    /// <summary>A script may hang in code that can't be stopped: nobody waits for it, and what it has is freed should it end.</summary>
    private void Abandon(PowerShell shell)
    {
        _isAbandoned = true;
        // BeginStop would wait on a foreground thread of its own; and a process that ends waits for each runspace that is still open, but not for
        // one that is being closed already. Closing stops the script, and waits for it, here.
        new Thread(() =>
        {
            try
            {
                _runspace.Close();
                shell.Dispose();
                _runspace.Dispose();
            }
            catch (Exception e) when (e is InvalidRunspaceStateException or ObjectDisposedException or PipelineStoppedException)
            {
                // It ended meanwhile.
            }
        })
        {
            IsBackground = true,
            Name = "AvsFailback script's end",
        }.Start();
    }
}
