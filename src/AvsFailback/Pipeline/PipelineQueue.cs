using System;
using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using System.Threading;
using System.Threading.Tasks;

namespace AvsFailback.Pipeline;

/// <summary>
/// Carries what async work wants done on the pipeline thread, the only one that may write or prompt. The queue holds actions;
/// what an action throws goes back to the work that waits for it, and the first such exception is kept for the cmdlet.
/// </summary>
internal sealed class PipelineQueue : IDisposable
{
    private readonly BlockingCollection<Action> _actions = [];

    /// <summary>The first exception that an action threw on the pipeline thread, such as the end of a downstream <c>Select-Object -First</c>.</summary>
    public ExceptionDispatchInfo? PipelineFailure { get; private set; }

    /// <summary>Has an action done on the pipeline thread and waits for it.</summary>
    public Task<T> InvokeAsync<T>(Func<T> action)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Add(() =>
        {
            try
            {
                done.SetResult(action());
            }
            catch (FailbackException e)
            {
                // The module's own: for the work to tell of one VM or to let pass, no end of the pipeline.
                done.SetException(e);
            }
            catch (Exception e)
            {
                PipelineFailure ??= ExceptionDispatchInfo.Capture(e);
                done.SetException(e);
            }
        });
        return done.Task;
    }

    /// <summary>Has an action done on the pipeline thread at its leisure: verbose, debug, warnings, progress.</summary>
    public void Post(Action action) => Add(() =>
    {
        try
        {
            action();
        }
        catch (Exception e)
        {
            PipelineFailure ??= ExceptionDispatchInfo.Capture(e);
        }
    });

    /// <summary>Runs the work on another thread and its actions on this one, until the work has ended.</summary>
    /// <param name="work">The work.</param>
    /// <param name="onFailure">Called once, on this thread, when an action has thrown: it should make the work end.</param>
    public void Run(Func<Task> work, Action onFailure)
    {
        Task task = Task.Run(work);
        _ = task.ContinueWith(_ => _actions.CompleteAdding(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        bool told = false;
        foreach (Action action in _actions.GetConsumingEnumerable())
        {
            action();
            if (PipelineFailure is not null && !told)
            {
                told = true;
                onFailure();
            }
        }

        if (PipelineFailure is not null)
        {
            // What the work made of it doesn't matter; the original leaves the cmdlet.
            _ = task.Exception;
            PipelineFailure.Throw();
        }

#pragma warning disable RS0030 // The one bridge between async work and the pipeline thread; the task has ended.
        task.GetAwaiter().GetResult();
#pragma warning restore RS0030
    }

    /// <inheritdoc/>
    public void Dispose() => _actions.Dispose();

    private void Add(Action action)
    {
        try
        {
            _actions.Add(action);
        }
        catch (InvalidOperationException)
        {
            // The work has ended; there is nobody left to tell.
        }
    }
}
