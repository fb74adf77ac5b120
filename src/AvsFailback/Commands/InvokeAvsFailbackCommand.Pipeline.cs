using System;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Pipeline;
using AvsFailback.Runs;

namespace AvsFailback.Commands;

/// <summary>How a run talks to the pipeline of this command.</summary>
public sealed partial class InvokeAvsFailbackCommand
{
    /// <summary>The streams and prompts of this command.</summary>
    private sealed class PipelineConsole(InvokeAvsFailbackCommand command) : IRunConsole
    {
        private readonly Prompts _prompts = new(command);
        private bool _yesToAll;
        private bool _noToAll;

        public bool OutlivesStop => false;

        public Task WriteAsync(object output) => command.WriteAsync(output);

        public Task WriteErrorAsync(Exception error, object? target) => command.WriteErrorAsync(error, target);

        public void Warn(string text) => command.PostWarning(text);

        public void Verbose(string text) => command.PostVerbose(text);

        public void Show(ProgressRecord record) => command.PostProgress(record);

        public Task<bool> AskAsync(string query, string caption, bool isOneOfMany) => command.UnlessStoppedAsync(() =>
            isOneOfMany ? _prompts.AskOneOfMany(query, caption, ref _yesToAll, ref _noToAll) : _prompts.Ask(query, caption));
    }

    /// <summary>Calls the user's script for events in the user's own session.</summary>
    private sealed class PipelineEventSink(InvokeAvsFailbackCommand command, ScriptBlock script) : IEventSink
    {
        public Task<string?> TellAsync(FailbackRunEvent happened, CancellationToken cancellationToken) => command.UnlessStoppedAsync<string?>(() =>
        {
            try
            {
                script.InvokeWithContext(null, [new PSVariable("_", happened)], happened);
                return null;
            }
#pragma warning disable CA1031 // Whatever the user's script throws: it never ends the run.
            catch (Exception e) when (e is not PipelineStoppedException)
#pragma warning restore CA1031
            {
                return e is RuntimeException { ErrorRecord: { } record } ? record.ToString() : e.Message;
            }
        });

        public void Dispose()
        {
            // It holds nothing of its own.
        }
    }

    /// <summary>Does something on the pipeline thread; a stop of the pipeline ends the run as any stop does.</summary>
    private async Task<T> UnlessStoppedAsync<T>(Func<T> action)
    {
        try
        {
            return await OnPipelineAsync(action);
        }
        catch (PipelineStoppedException e)
        {
            throw new OperationCanceledException("The pipeline was stopped.", e);
        }
    }
}
