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
/// <param name="Error">Its first error; null if it had none.</param>
/// <param name="IsTimedOut">Whether it was stopped because it took too long.</param>
internal sealed record ScriptResult(IReadOnlyList<object?> Output, ErrorRecord? Error, bool IsTimedOut);

/// <summary>
/// A runspace in which users' scripts run, one after another: with this module imported and the run's vault as the one that
/// serves by default.
/// </summary>
internal sealed class ScriptSession : IDisposable
{
    private readonly Runspace _runspace;
    private readonly AvsVault _vault;
    private bool _isAbandoned;

    private ScriptSession(Runspace runspace, AvsVault vault)
    {
        _runspace = runspace;
        _vault = vault;
    }

    /// <summary>Whether a script is still at work that couldn't be stopped: then nothing else can run here.</summary>
    public bool IsAbandoned => _isAbandoned;

    /// <summary>Opens a session.</summary>
    public static ScriptSession Open(AvsVault vault)
    {
        // CreateDefault2 finds all else by its modules, when it is used.
        var state = InitialSessionState.CreateDefault2();
        string manifest = Path.Combine(Path.GetDirectoryName(ModuleFolder.Bin) ?? string.Empty, "AvsFailback.psd1");
        state.ImportPSModule([File.Exists(manifest) ? manifest : typeof(ScriptSession).Assembly.Location]);
        Runspace runspace = RunspaceFactory.CreateRunspace(state);
        runspace.Open();
        return new ScriptSession(runspace, vault);
    }

    /// <summary>Runs a script with an object as <c>$_</c> and as its first argument.</summary>
    /// <param name="script">The script.</param>
    /// <param name="item">The object.</param>
    /// <param name="timeout">How long it may take; null for any time. Real time, as foreign code knows no other.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public ScriptResult Run(ForeignScript script, object item, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        // What a script left behind isn't the next one's.
        _runspace.ResetRunspaceState();
        VaultRegistry.Of(_runspace).Lend(_vault);
        foreach (KeyValuePair<string, object?> variable in script.Variables)
        {
            _runspace.SessionStateProxy.SetVariable(variable.Key, variable.Value);
        }

        _runspace.SessionStateProxy.SetVariable("_", item);
        PowerShell shell = PowerShell.Create();
        shell.Runspace = _runspace;
        shell.AddScript(script.Text, useLocalScope: true).AddArgument(item);
        var output = new PSDataCollection<PSObject>();
        IAsyncResult running = shell.BeginInvoke<PSObject, PSObject>(null, output);
        int ended = WaitHandle.WaitAny([running.AsyncWaitHandle, cancellationToken.WaitHandle], timeout ?? Timeout.InfiniteTimeSpan);
        if (ended != 0)
        {
            Abandon(shell);
            cancellationToken.ThrowIfCancellationRequested();
            return new ScriptResult([], null, IsTimedOut: true);
        }

        using (shell)
        {
            ErrorRecord? error = null;
            try
            {
                shell.EndInvoke(running);
            }
            catch (RuntimeException e)
            {
                error = e.ErrorRecord;
            }

            return new ScriptResult([.. output.Select(o => o?.BaseObject is PSCustomObject ? o : o?.BaseObject)], shell.Streams.Error.FirstOrDefault() ?? error, IsTimedOut: false);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_isAbandoned)
        {
            _runspace.Dispose();
        }
    }

    /// <summary>A script may hang in code that can't be stopped: nobody waits for it, and what it has is freed should it end.</summary>
    private void Abandon(PowerShell shell)
    {
        _isAbandoned = true;
        shell.BeginStop(
            _ =>
            {
                shell.Dispose();
                _runspace.Dispose();
            },
            null);
    }
}
