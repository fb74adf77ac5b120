using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Completion;
using AvsFailback.Engine;
using AvsFailback.Readiness;
using AvsFailback.Runs;
using AvsFailback.Vault;

namespace AvsFailback.Pipeline;

/// <summary>
/// A cmdlet that asks something of the service for items. It collects all that is piped, checks each, asks for confirmation,
/// runs all that remain side by side, and writes each job as it starts or ends; errors follow once all have settled.
/// </summary>
public abstract partial class ActingCmdlet : ItemCmdlet
{
    /// <summary>The parameter set for piped jobs.</summary>
    private protected const string ByJob = "Job";

    private Prompts? _prompts;
    private readonly List<(Exception Error, object Target)> _errors = [];
    private readonly Dictionary<AvsVault, Precheck> _prechecks = [];
    private readonly Dictionary<string, FailbackJob> _underWay = new(StringComparer.OrdinalIgnoreCase);

    // What was asked for and not answered yet.
    private readonly Dictionary<string, FailbackAction> _asked = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Jobs of the step before; one that still runs is waited for, a failed one is skipped with a warning.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = ByJob)]
    [ValidateNotNull]
    public FailbackJob[] Job { get; set; } = [];

    /// <summary>Waits until the step is done, instead of returning its job once that has started.</summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    /// <summary>How long to wait at most; a number counts seconds. What runs in Azure continues after it.</summary>
    [Parameter]
    [TimeSpanTransformation]
    public TimeSpan? Timeout { get; set; }

    /// <summary>Ids of readiness rules to override, such as <c>V03</c>. Those that protect data can't be named.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RuleIdCompleter))]
    public string[] IgnoreRule { get; set; } = [];

    /// <summary>All items that the command was given.</summary>
    private protected IReadOnlyList<ReplicatedItem> Items { get; private set; } = [];

    private protected override bool IsActing => true;

    /// <summary>The step's impact, as the class's Cmdlet attribute declares it.</summary>
    private protected abstract ConfirmImpact Impact { get; }

    /// <summary>What the step is called in the prompt and the progress display.</summary>
    private protected abstract string ActionText { get; }

    /// <summary>What is wanted of the item.</summary>
    private protected abstract ItemRequest Request(ReplicatedItem item);

    /// <summary>What the prompt says about the item: direction, recovery point, consequences.</summary>
    private protected abstract string Describe(ReplicatedItem item, FailbackReadiness? readiness);

    /// <summary>Checks all that was given, before anything of single items; false, after an error was written, ends the command.</summary>
    private protected virtual Task<bool> CheckAllAsync() => Task.FromResult(true);

    /// <summary>Checks before the prompt what only this cmdlet knows of.</summary>
    private protected virtual Task CheckAsync(ReplicatedItem item, ItemRequest request) => Task.CompletedTask;

    /// <summary>Asks for confirmation; on the pipeline thread.</summary>
    private protected virtual bool Confirm(ReplicatedItem item, string target) => Prompts.ShouldProcess(target, ActionText, Impact);

    /// <summary>How the command asks.</summary>
    private protected Prompts Prompts => _prompts ??= new Prompts(this);

    /// <summary>Told when an item's run is over, before its job is written.</summary>
    private protected virtual void Settled(ItemRun run)
    {
    }

    /// <inheritdoc/>
    protected override async Task BeginAsync()
    {
        ReadinessRules.DemandIgnorable(IgnoreRule);
        await OnPipelineAsync(() =>
        {
            if (HostCapabilities.IsPromptDue(this, Impact))
            {
                HostCapabilities.DemandPrompt(this);
            }

            return true;
        });
    }

    private protected override TimeSpan? TimeLimit => Timeout;

    private protected override void Collect()
    {
        if (ParameterSetName != ByJob)
        {
            base.Collect();
            return;
        }

        foreach (FailbackJob job in Job)
        {
            if (!job.IsRunning && !job.IsSuccessful)
            {
                PostWarning($"{job.TargetName} is skipped: {job} (job {job.Name}).");
                continue;
            }

            Collect(new ItemInput(null, null, job, job) { Plan = job.PlanId?.ToString() });
        }
    }

    private protected override bool IsItem(ItemInput input) => input.Plan is null;

    /// <inheritdoc/>
    protected override async Task EndAsync()
    {
        var requests = new List<ItemRequest>();
        IReadOnlyList<(ItemInput Input, ReplicatedItem Item)> resolved = await ResolveItemsAsync();
        List<PlanRequests> plans = await ResolvePlansAsync();
        Items = [.. resolved.Select(pair => pair.Item), .. plans.SelectMany(plan => plan.Members)];
        if (!await CheckAllAsync())
        {
            return;
        }

        foreach (IGrouping<AvsVault, ReplicatedItem> group in Items.GroupBy(item => item.Vault!))
        {
            PrecheckOf(group.Key).Expect(group.Select(Request));
        }

        foreach ((ItemInput input, ReplicatedItem item) in resolved)
        {
            if (await PrepareAsync(input, item) is { } request)
            {
                requests.Add(request);
            }
        }

        foreach (PlanRequests plan in plans)
        {
            requests.AddRange(await PreparePlanAsync(plan));
        }

        try
        {
            await Task.WhenAll(requests.GroupBy(request => request.Item.Vault!).Select(group => RunAsync(group.Key, [.. group])));
        }
        finally
        {
            foreach ((Exception error, object target) in _errors)
            {
                await WriteErrorAsync(error, target);
            }
        }
    }

    /// <inheritdoc/>
    protected override void Stopped()
    {
        lock (_underWay)
        {
            foreach (FailbackJob job in _underWay.Values)
            {
                Host.UI?.WriteWarningLine(StoppedRuns.Tell(job));
            }

            foreach (KeyValuePair<string, FailbackAction> asked in _asked)
            {
                Host.UI?.WriteWarningLine(StoppedRuns.Tell(asked.Key, asked.Value));
            }
        }
    }

    /// <summary>Checks an item and asks for confirmation; null if it isn't to be acted on.</summary>
    private async Task<ItemRequest?> PrepareAsync(ItemInput input, ReplicatedItem item)
    {
        AvsVault vault = item.Vault!;
        ItemRequest request = Complete(Request(item), input);
        using RequestScope scope = RequestScope.Until(EndOf(vault));
        try
        {
            await CheckAsync(item, request);
            Outlook outlook = await PrecheckOf(vault).DemandAsync(request, StopToken);
            Warn(item, outlook.Readiness);
            if (outlook.Kind == OutlookKind.Nothing)
            {
                return await NothingAsync(request, outlook);
            }

            string target = $"{item.Name} ({Describe(item, outlook)}) in vault {vault}";
            return await OnPipelineAsync(() => Confirm(item, target)) ? Approve(request, [item]) : null;
        }
        catch (FailbackException e) when (e.IsOfOneInput)
        {
            _errors.Add((e, input.Target));
            return null;
        }
    }

    /// <summary>What was said yes to is for the failback that each VM is in now, or, while that still runs, for its job.</summary>
    private static ItemRequest Approve(ItemRequest request, IEnumerable<ReplicatedItem> items)
    {
        ArmId? job = request.PriorJob is { IsRunning: true } running ? running.Id : null;
        return request with { Approved = items.ToDictionary(item => item.Id, item => new CommitApproval(item.LastFailoverTime, job)) };
    }

    private ItemRequest Complete(ItemRequest request, ItemInput input) => request with
    {
        Target = input.Target,
        PriorJob = input.Job,
        MayWait = input.Job is not null,
        UntilStarted = !Wait,
        IgnoredRules = IgnoreRule,
        Deadline = Timeout is { } limit ? Instants.After(request.Item.Vault!.Connection.Clock.UtcNow, limit) : null,
    };

    private Precheck PrecheckOf(AvsVault vault)
    {
        if (!_prechecks.TryGetValue(vault, out Precheck? precheck))
        {
            precheck = new Precheck(vault);
            _prechecks.Add(vault, precheck);
        }

        return precheck;
    }

    private async Task RunAsync(AvsVault vault, IReadOnlyList<ItemRequest> requests)
    {
        bool isProgressOn = await OnPipelineAsync(() => !HostCapabilities.IsAzureAutomation());
        var progress = new ProgressReporter($"{ActionText} in {vault}", isProgressOn, PostProgress);
        try
        {
            await Run.OfStep(vault, new Observer(this, progress, requests.Count)).ExecuteAsync(requests, StopToken);
        }
        finally
        {
            progress.Close();
        }
    }

    private sealed class Observer(ActingCmdlet cmdlet, ProgressReporter progress, int requests) : IEngineObserver
    {
        private int _open = requests;

        public async Task SettledAsync(ItemRun run)
        {
            cmdlet.Settled(run);
            FailbackJob? job = run.LastJob ?? run.Error?.Job;
            lock (cmdlet._underWay)
            {
                cmdlet._underWay.Remove(run.Item.Name);
            }

            if (run.Outcome == RunOutcome.AlreadyThere)
            {
                cmdlet.PostWarning($"{run.Item.Name} {FailbackTransitions.Next(run.Item.Phase, run.Request.Goal).Reason}: nothing to do.");
            }

            if (run.Error is { } error)
            {
                lock (cmdlet._errors)
                {
                    cmdlet._errors.Add((error, run.Target));
                }

                if (_open > 1)
                {
                    // The error itself is written once all have settled.
                    cmdlet.PostWarning($"{run.Item.Name} failed, while other VMs continue: {error.Message}");
                }
            }

            if (job is not null)
            {
                await cmdlet.WriteAsync(job);
            }
        }

        public void Tell(ItemRun run, FailbackRunEvent happened)
        {
            lock (cmdlet._underWay)
            {
                if (happened.Kind == FailbackRunEventKind.ActionIntended)
                {
                    cmdlet._asked[run.Item.Name] = happened.Action;
                }
                else if (happened.Kind is FailbackRunEventKind.ActionAccepted or FailbackRunEventKind.ActionRefused or FailbackRunEventKind.RequestUntraced or FailbackRunEventKind.JobAdopted)
                {
                    cmdlet._asked.Remove(run.Item.Name);
                }
            }
        }

        public void Warn(string text) => cmdlet.PostWarning(text);

        public Task BetweenCyclesAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void Note(ItemRun run, string text)
        {
            cmdlet.PostVerbose(text);
            Remember(run);
        }

        public void Warn(ItemRun run, string text) => cmdlet.PostWarning(text);

        public void Progress(IReadOnlyList<ItemRun> runs)
        {
            foreach (ItemRun run in runs)
            {
                Remember(run);
            }

            _open = runs.Count(run => !run.IsSettled);
            progress.Show(
                runs.Count(run => run.IsSettled && !run.HasFailedItself),
                runs.Count(run => run.HasFailedItself),
                runs.Count,
                [.. runs.Where(run => !run.IsSettled).Select(run => (run.Item.Name, run.Waiting, run.ActiveJob?.PercentComplete ?? run.Item.ReplicationProgress))]);
        }

        private void Remember(ItemRun run)
        {
            lock (cmdlet._underWay)
            {
                if (run.ActiveJob is { } job && !run.IsSettled)
                {
                    cmdlet._underWay[run.Item.Name] = job;
                }
                else
                {
                    cmdlet._underWay.Remove(run.Item.Name);
                }
            }
        }
    }
}
