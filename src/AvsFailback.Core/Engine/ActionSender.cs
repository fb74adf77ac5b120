using System;
using System.Collections.Concurrent;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Asr;
using AvsFailback.Vault;

namespace AvsFailback.Engine;

/// <summary>Sends requests; the last step, after everything has let them through.</summary>
internal sealed class ActionSender(AvsVault vault, IEngineObserver observer, EngineOptions options, RecoveryPointGate recoveryPoints)
{
    private readonly ISiteRecovery _service = vault.Connection.Service;
    private readonly IClock _clock = vault.Connection.Clock;

    // Since when a run's request is turned away because the service is throttled.
    private readonly ConcurrentDictionary<ItemRun, DateTimeOffset> _throttledSince = new();

    /// <summary>
    /// Sends the request of the action: afterwards the run follows its job, or looks for what became of it. One that was turned away
    /// because the service is throttled is no request: the run waits, and passes everything again.
    /// </summary>
    /// <exception cref="FailbackException">The service refused it, or it couldn't be sent.</exception>
    public async Task<StepResult> SendAsync(ItemRun run, FailbackAction action, ReprotectInputs inputs, JobPoller poller, PendingRequests pending, CancellationToken cancellationToken)
    {
        ReplicatedItem item = run.Item;
        if (action == FailbackAction.ReprotectToAvs && item.AzureVmId is { } vm)
        {
            // From now on a classic item no longer tells its Azure VM (failback-rules, last section).
            vault.Connection.AzureVmOfItem[item.Id] = vm;
        }

        if (action == FailbackAction.FailBack)
        {
            recoveryPoints.TellNewest(run);
        }

        var request = new PendingRequest(action, Guid.NewGuid().ToString(), _clock.UtcNow, item.ObjectId);
        // Written before it is sent: a run that is killed now knows what to look for when it is started again.
        observer.Tell(run, new FailbackRunEvent { Kind = FailbackRunEventKind.ActionIntended, Action = action, ClientRequestId = request.ClientRequestId, ObjectId = item.ObjectId, Text = $"asks to {ActionMetadata.Describe(action)}" });
        try
        {
            StartedOperation operation = await run.Request.Unit.SendAsync(_service, run.Request.PointChoice, item, action, inputs, request.ClientRequestId, cancellationToken);
            if (operation.JobId is { } job)
            {
                poller.Started(run, action, operation, job);
            }
            else
            {
                pending.Lose(run, request, "the service accepted it and named no job");
            }

            _throttledSince.TryRemove(run, out _);
        }
        catch (LostAnswerException e)
        {
            pending.Lose(run, request, e.Message);
        }
        catch (ServiceException e) when (e.Status == 429 && _clock.UtcNow - _throttledSince.GetOrAdd(run, _clock.UtcNow) < options.OutageLimit)
        {
            observer.Tell(run, new FailbackRunEvent { Kind = FailbackRunEventKind.RequestUntraced, Action = action, ClientRequestId = request.ClientRequestId, Text = $"the request to {ActionMetadata.Describe(action)} was turned away: {e.Message}" });
            observer.Note(run, $"{item.Name}: Azure is throttled, and the request to {ActionMetadata.Describe(action)} was turned away. It is checked and sent again.");
            return StepResult.WaitAtOwnPace(_clock.UtcNow + options.OutageInterval, "Azure is throttled");
        }
        catch (FailbackException e)
        {
            observer.Tell(run, new FailbackRunEvent { Kind = FailbackRunEventKind.ActionRefused, Action = action, ClientRequestId = request.ClientRequestId, ErrorId = e.ErrorId, Errors = e.ServiceErrors, Text = e.Message });
            throw;
        }

        return StepResult.Continue;
    }
}
