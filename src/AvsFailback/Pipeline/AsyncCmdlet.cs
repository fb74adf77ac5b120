using System;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Vault;

namespace AvsFailback.Pipeline;

/// <summary>A cmdlet whose work is asynchronous. Its writes and prompts happen on the pipeline thread; when it is stopped, its work ends before it does.</summary>
public abstract class AsyncCmdlet : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private PipelineQueue? _queue;

    /// <summary>Cancelled when the user or the pipeline stops the cmdlet.</summary>
    protected CancellationToken StopToken => _stop.Token;

    /// <summary>What the cmdlet does before the first input.</summary>
    protected virtual Task BeginAsync() => Task.CompletedTask;

    /// <summary>What the cmdlet does for each input.</summary>
    protected virtual Task ProcessAsync() => Task.CompletedTask;

    /// <summary>What the cmdlet does after the last input.</summary>
    protected virtual Task EndAsync() => Task.CompletedTask;

    /// <summary>Told on the pipeline thread when the cmdlet was stopped while it worked; it may only use the host then.</summary>
    protected virtual void Stopped()
    {
    }

    /// <summary>Shows what the work had to report beside its results; on the pipeline thread.</summary>
    private protected virtual void ShowNotices()
    {
    }

    /// <inheritdoc/>
    protected sealed override void BeginProcessing() => Run(BeginAsync);

    /// <inheritdoc/>
    protected sealed override void ProcessRecord() => Run(ProcessAsync);

    /// <inheritdoc/>
    protected sealed override void EndProcessing() => Run(EndAsync);

    /// <inheritdoc/>
    protected sealed override void StopProcessing()
    {
        try
        {
            _stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The cmdlet had ended already.
        }
    }

    /// <summary>Ends whatever still works.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Ends whatever still works.</summary>
    /// <param name="disposing">Always true: there is nothing unmanaged.</param>
    protected virtual void Dispose(bool disposing)
    {
        // Select-Object -First ends a pipeline without StopProcessing.
        _stop.Cancel();
        _stop.Dispose();
    }

    /// <summary>Writes an object to the pipeline.</summary>
    protected Task WriteAsync(object output) => Queue.InvokeAsync(() =>
    {
        WriteObject(output);
        return true;
    });

    /// <summary>Writes an error that doesn't end the command.</summary>
    protected Task WriteErrorAsync(Exception error, object? target = null) => Queue.InvokeAsync(() =>
    {
        WriteError(ErrorRecords.From(error, target));
        return true;
    });

    /// <summary>Does something on the pipeline thread, such as asking <c>ShouldProcess</c>.</summary>
    protected Task<T> OnPipelineAsync<T>(Func<T> action) => Queue.InvokeAsync(action);

    /// <summary>Writes a verbose line, in its turn.</summary>
    protected void PostVerbose(string text) => Queue.Post(() => WriteVerbose(text));

    /// <summary>Writes a warning, in its turn.</summary>
    protected void PostWarning(string text) => Queue.Post(() => WriteWarning(text));

    /// <summary>Writes progress, in its turn.</summary>
    protected void PostProgress(ProgressRecord record) => Queue.Post(() => WriteProgress(record));

    // -Debug, or the caller's preference.
    private bool IsDebugOn() => MyInvocation.BoundParameters.TryGetValue("Debug", out object? given)
        ? given is SwitchParameter { IsPresent: true }
        : GetVariableValue("DebugPreference") is ActionPreference and not ActionPreference.SilentlyContinue and not ActionPreference.Ignore;

    private void Tell(string text, bool isWarning)
    {
        WriteVerbose(text);
        if (isWarning)
        {
            WriteWarning(text);
        }
    }

    private PipelineQueue Queue => _queue ?? throw new InvalidOperationException("Only the cmdlet's own work may write.");

    private void Run(Func<Task> work)
    {
        using var queue = new PipelineQueue();
        _queue = queue;
        bool isTraced = IsDebugOn();
        try
        {
            queue.Run(
                async () =>
                {
                    using RequestScope scope = RequestScope.Telling((text, isLong) => queue.Post(() => Tell(text, isLong)), isTraced ? text => queue.Post(() => WriteDebug(text)) : null);
                    await work();
                },
                _stop.Cancel);
            ShowNotices();
        }
        catch (Exception e) when ((e is OperationCanceledException or PipelineStoppedException) && _stop.IsCancellationRequested)
        {
            Stopped();
            throw e as PipelineStoppedException ?? new PipelineStoppedException();
        }
        catch (Exception e) when (e is not FailbackException && _stop.IsCancellationRequested)
        {
            // A warning or a write has ended the pipeline, as -WarningAction Stop does: that is a stop like any other.
            Stopped();
            throw;
        }
        catch (FailbackException e)
        {
            ShowNotices();
            ThrowTerminatingError(ErrorRecords.From(e, null));
        }
        finally
        {
            _queue = null;
        }
    }
}
