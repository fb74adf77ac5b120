using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using AvsFailback.Pipeline;
using AvsFailback.Readiness;
using AvsFailback.Runs;
using AvsFailback.Vault;

namespace AvsFailback.Commands;

/// <summary>What the command does with its parameters.</summary>
public sealed partial class InvokeAvsFailbackCommand
{
    private readonly HashSet<ArmId> _toldUnready = [];
    private PlacementTable? _placement;
    private ForeignScript? _validation;
    private ForeignScript? _detachedEvents;
    private FailbackRunner? _runner;
    private string? _journalPath;

    private protected override bool IsActing => true;

    /// <inheritdoc/>
    protected override async Task BeginAsync()
    {
        ReadinessRules.DemandIgnorable(IgnoreRule);
        await OnPipelineAsync(() =>
        {
            DemandPolicies();
            DemandPrompts();
            _placement = PlacementTable.Read(this, Placement);
            _validation = Validate is null ? null : ForeignScript.From(Validate, "-Validate", SessionState);
            _detachedEvents = OnEvent is null || !AsJob ? null : ForeignScript.From(OnEvent, "-OnEvent", SessionState);
            _journalPath = JournalPath is null ? null : FilePaths.ToWrite(this, JournalPath);
            return true;
        });
    }

    private protected override TimeSpan? TimeLimit => Deadline as TimeSpan?;

    private protected override DateTimeOffset? EndOf(AvsVault vault) => Deadline as DateTimeOffset? ?? base.EndOf(vault);

    /// <inheritdoc/>
    protected override async Task EndAsync()
    {
        IReadOnlyList<(ItemInput Input, ReplicatedItem Item)> resolved = await ResolveItemsAsync();
        if (resolved.Count == 0)
        {
            return;
        }

        AvsVault vault = OneVault(resolved);
        using RequestScope scope = RequestScope.Until(EndOf(vault));
        IReadOnlyList<JourneyEntry> entries = _placement!.Apply(await EntriesAsync(vault, resolved));
        entries = Wave.Length == 0 ? entries : WaveList.Apply(Wave, entries);
        WaveList.DemandFitPlans(entries);
        JourneyOptions options = Options(vault);
        var readiness = new JourneyReadiness(vault, options);
        if (_placement.RowsOfOthers([.. entries.Select(entry => entry.Item)]) is { Count: > 0 } others)
        {
            PlacementTable.DemandKnown(others, await readiness.ItemsAsync(StopToken), [.. entries.Select(entry => entry.Item)]);
        }

        bool isAgreed = await AskAsync(vault, options, entries, readiness);
        if (await OnPipelineAsync(() => HostCapabilities.IsWhatIf(this)))
        {
            await WriteAsync(await new JourneyPlanner(vault, options, readiness).PlanAsync(entries, StopToken));
        }
        else if (isAgreed)
        {
            await RunAsync(await RunnerAsync(vault, options, entries, readiness));
        }
    }

    /// <summary>Asks for those that will be acted on, after it has told why the others won't. Where nobody is asked, the run looks and tells by itself.</summary>
    private async Task<bool> AskAsync(AvsVault vault, JourneyOptions options, IReadOnlyList<JourneyEntry> entries, JourneyReadiness readiness)
    {
        JourneyEntry[] going = [.. entries.Where(entry => !FailbackJourney.IsThere(entry.Item, Until))];
        bool isPromptDue = await OnPipelineAsync(() => HostCapabilities.IsPromptDue(this, ConfirmImpact.High));
        if (isPromptDue || await OnPipelineAsync(() => HostCapabilities.IsWhatIf(this)))
        {
            IReadOnlyDictionary<JourneyEntry, FailbackException> unready = await readiness.CheckAsync(entries, StopToken);
            going = [.. going.Where(entry => !unready.ContainsKey(entry))];
            if (isPromptDue)
            {
                foreach ((JourneyEntry entry, string text) in readiness.TakeForeseen())
                {
                    PostWarning(JourneyHost.WarningOf(entry.Item.Name, text, string.Empty));
                }
            }

            // A dry run says why somebody stays behind as a run does; a run that has nobody to ask for says it by itself.
            if (!isPromptDue || going.Length > 0)
            {
                foreach (JourneyEntry entry in entries.Where(unready.ContainsKey))
                {
                    PostWarning(JourneyHost.WarningOf(entry.Item.Name, unready[entry].Message, unready[entry].NextStep));
                    _toldUnready.Add(entry.Item.Id);
                }
            }
        }

        return going.Length == 0 || await OnPipelineAsync(() => new Prompts(this).ShouldProcess(Describe(vault, options, going, readiness), $"Fail back to AVS, until {Until}", ConfirmImpact.High));
    }

    /// <inheritdoc/>
    protected override void Stopped()
    {
        foreach (string line in _runner?.WhatContinues ?? [])
        {
            Host.UI?.WriteWarningLine(line);
        }
    }

    private async Task RunAsync(FailbackRunner runner)
    {
        if (AsJob)
        {
            var job = new FailbackRunJob(await OnPipelineAsync(() => MyInvocation.Line.Trim()), runner);
            await OnPipelineAsync(() =>
            {
                JobRepository.Add(job);
                return true;
            });
            job.Start();
            await WriteAsync(job);
            return;
        }

        _runner = runner;
        using (runner)
        {
            _ = await runner.RunAsync(new PipelineConsole(this), StopToken);
        }
    }

    private async Task<FailbackRunner> RunnerAsync(AvsVault vault, JourneyOptions options, IReadOnlyList<JourneyEntry> entries, JourneyReadiness readiness)
    {
        var request = new RunJournalRequest(vault.Id, [.. entries.Select(entry => entry.Item.Id)], Until, vault.Connection.Clock.UtcNow) { IsEmulated = vault.IsEmulated, EmulatorLife = vault.Connection.EmulatorLife };
        bool isProgressOn = await OnPipelineAsync(() => !HostCapabilities.IsAzureAutomation());
        return new FailbackRunner(vault, options, entries, readiness)
        {
            ToldUnready = _toldUnready,
            Journal = NoJournal ? null : JournalOpener.Open(_journalPath, request, PostWarning),
            Validation = _validation is null ? null : new ValidationRunner(_validation, ValidateThrottle, ValidateTimeout),
            Events = _detachedEvents is not null ? new DetachedEventSink(_detachedEvents, vault) : OnEvent is not null ? new PipelineEventSink(this, OnEvent) : null,
            ShowsProgress = isProgressOn,
        };
    }

    private void DemandPolicies()
    {
        if (CommitPolicy == CommitPolicy.AfterValidation && Validate is null)
        {
            throw new FailbackException("NoValidation", FailbackErrorCategory.InvalidInput, "-CommitPolicy AfterValidation commits what passed a validation, and there is none.", "Give -Validate { … }: a script that gives $true for a VM ($_) that works in AVS.");
        }

        if (NoJournal && JournalPath is not null)
        {
            throw new FailbackException("JournalOrNot", FailbackErrorCategory.InvalidInput, "-JournalPath names a journal, and -NoJournal wants none.", "Leave one of them out.", JournalPath);
        }

        if (Validate is not null && Until == FailbackGoal.FailedBack)
        {
            PostWarning("-Validate is of no use with -Until FailedBack: it comes before the commit, and this run ends before it.");
        }
    }

    /// <summary>Where somebody has to be asked and can't be, the error comes before anything is asked of the vault.</summary>
    private void DemandPrompts()
    {
        if (HostCapabilities.IsWhatIf(this))
        {
            return;
        }

        bool isPromptDue = HostCapabilities.IsPromptDue(this, ConfirmImpact.High);
        string? why = AsJob ? "a job can't ask"
            : HostCapabilities.CannotPrompt(Host) ? "this host can't prompt"
            : !isPromptDue ? "-Confirm:$false (or $ConfirmPreference) silences prompts"
            : null;
        if (CommitPolicy == CommitPolicy.Ask && Until != FailbackGoal.FailedBack && why is not null)
        {
            throw new FailbackException(
                "CannotAskForCommit",
                FailbackErrorCategory.InvalidInput,
                $"A commit deletes the Azure VM, so -CommitPolicy Ask has to ask before it, and {why}.",
                $"Say who lets commits through: -CommitPolicy AfterValidation -Validate {{ … }} commits VMs that pass your script; -CommitPolicy Never leaves them failed back for Complete-AvsFailback.{(isPromptDue && !AsJob ? " Besides, -Confirm:$false silences the question before the run." : string.Empty)} Nothing was asked of the vault.",
                CommitPolicy);
        }

        if (isPromptDue)
        {
            HostCapabilities.DemandPrompt(this);
        }
    }

    private static AvsVault OneVault(IReadOnlyList<(ItemInput Input, ReplicatedItem Item)> resolved)
    {
        AvsVault[] vaults = [.. resolved.Select(pair => pair.Item.Vault!).Distinct()];
        return vaults.Length == 1
            ? vaults[0]
            : throw new FailbackException("SeveralVaultsInOneRun", FailbackErrorCategory.InvalidInput, $"These VMs are of {vaults.Length} vaults ({string.Join(", ", vaults.Select(vault => vault.ToString()))}), and a run is for one.", "Run the command once for each vault; with -AsJob they go side by side.");
    }

    private async Task<List<JourneyEntry>> EntriesAsync(AvsVault vault, IReadOnlyList<(ItemInput Input, ReplicatedItem Item)> resolved)
    {
        List<RecoveryPlan> plans = [.. PlansOfInputs.Values.GroupBy(plan => plan.Id).Select(same => same.First())];
        Dictionary<ArmId, string> names = resolved.ToDictionary(pair => pair.Item.Id, pair => pair.Item.Name);
        plans.AddRange(await new GroupPlans(vault).OfAsync([.. resolved.Select(pair => pair.Item)], plans, StopToken));
        var planOf = new Dictionary<ArmId, RecoveryPlan>();
        foreach (RecoveryPlan plan in plans)
        {
            foreach (RecoveryPlanMember member in plan.Members)
            {
                if (planOf.TryGetValue(member.Id, out RecoveryPlan? other))
                {
                    throw new FailbackException("InTwoPlans", FailbackErrorCategory.Ambiguous, $"{(names.TryGetValue(member.Id, out string? name) ? name : member.Name)} is in both recovery plans {other.Name} and {plan.Name}, and can go with one only.", "Run the command once for each plan.", plan.Name);
                }

                planOf.Add(member.Id, plan);
            }
        }

        // One that was named itself goes with its plan all the same if that was named too: the plan's request takes it along.
        return [.. resolved.Select(pair => new JourneyEntry
        {
            Item = pair.Item,
            Plan = planOf.TryGetValue(pair.Item.Id, out RecoveryPlan? plan) ? plan : PlansOfInputs.TryGetValue(pair.Input, out RecoveryPlan? own) ? own : null,
            Target = pair.Input.Target,
        })];
    }

    private JourneyOptions Options(AvsVault vault)
    {
        DateTimeOffset now = vault.Connection.Clock.UtcNow;
        DateTimeOffset? deadline = Deadline switch
        {
            DateTimeOffset instant => instant,
            TimeSpan span => Instants.After(now, span),
            _ => null,
        };
        if (deadline <= now)
        {
            throw new FailbackException("DeadlinePassed", FailbackErrorCategory.InvalidInput, $"The deadline {Words.Instant(deadline.Value)} has passed: by the vault's clock it is {Words.Instant(now)}.", "Give a later one, or a span from now, such as -Deadline 3:00:00.", Deadline);
        }

        return new JourneyOptions
        {
            Until = Until,
            PointChoice = RecoveryPointChoices.Read(RecoveryPoint),
            OnFailure = OnFailure,
            ThrottleLimit = ThrottleLimit,
            CommitPolicy = CommitPolicy,
            ConfirmEach = ConfirmEach,
            Validates = Validate is not null,
            OnValidationFailure = OnValidationFailure,
            CommitTimeout = CommitTimeout,
            CommitFailover = CommitFailover,
            Deadline = deadline,
            AgentTimeout = AgentTimeout,
            IgnoredRules = IgnoreRule,
            NetworkConnections = [.. NetworkConnection.Select(id => ResourceIds.Read(id, ResourceIds.NetworkConnection, "VPN or ExpressRoute connection"))],
            PrivateCloud = PrivateCloud is null ? null : ResourceIds.Read(PrivateCloud, ResourceIds.PrivateCloud, "private cloud"),
            StartedBy = vault.Account ?? Environment.UserName,
        };
    }

    private string Describe(AvsVault vault, JourneyOptions options, IReadOnlyList<JourneyEntry> entries, JourneyReadiness readiness)
    {
        ReplicatedItem[] items = [.. entries.Select(entry => entry.Item)];
        var parts = new List<string>();
        ReplicatedItem[] busy = [.. items.Where(item => item.RunningJobId is not null || readiness.RunningOn(item) is not null)];
        if (busy.Length > 0)
        {
            parts.Add($"continues with the jobs that run on {JourneyHost.Names(busy)}");
        }

        if (items.Any(item => item.Phase == ReplicationPhase.FailedOver) && CommitFailover)
        {
            parts.Add("commits failovers to Azure first");
        }

        string[] overwritten = [.. items.Where(item => item.Phase is ReplicationPhase.FailedOver or ReplicationPhase.RunningInAzure && string.Equals(item.AvsVm?.PowerStatus, "ON", StringComparison.OrdinalIgnoreCase)).Select(item => item.Name)];
        if (overwritten.Length > 0)
        {
            parts.Add($"overwrites the disks of {string.Join(", ", overwritten)}, which {(overwritten.Length == 1 ? "is" : "are")} on in AVS");
        }

        parts.AddRange(WaysHome(options, items, busy, readiness));
        IEnumerable<RecoveryPlan> plans = entries
            .Where(entry => entry.Plan is { IsMixed: false } && !Phases.RunsInAvs(entry.Item.Phase))
            .Select(entry => entry.Plan!)
            .GroupBy(plan => plan.Id)
            .Select(same => same.First());
        parts.AddRange(plans.SelectMany(PlanDecision.TextsOfActions).Select(text => text.TrimEnd('.')));

        if (Until != FailbackGoal.FailedBack && items.Any(item => item.Phase is not (ReplicationPhase.Committed or ReplicationPhase.ReplicatingToAzure)))
        {
            parts.Add(CommitPolicy switch
            {
                CommitPolicy.AfterValidation => "commits VMs that pass the validation, which deletes their Azure VMs and all recovery points, without undo",
                CommitPolicy.Never => "commits nothing",
                _ => "asks again before it commits",
            });
        }

        return $"{JourneyHost.Names(items)} ({(parts.Count > 0 ? string.Join("; ", parts) : "AVS to Azure: replicates them again")}) in vault {vault}";
    }

    /// <summary>Who is reprotected in which direction, and who is failed back; where only some are, by name.</summary>
    private static IEnumerable<string> WaysHome(JourneyOptions options, ReplicatedItem[] items, ReplicatedItem[] busy, JourneyReadiness readiness)
    {
        IEnumerable<ReplicatedItem> reprotected = items.Where(item => readiness.Choices.Of(item) is not null);
        foreach (IGrouping<string, ReplicatedItem> same in reprotected.GroupBy(item => $"{Direction(item)} with {readiness.Choices.Of(item)}"))
        {
            yield return $"reprotects {JourneyHost.Names([.. same])} {same.Key}";
        }

        // Only what is still to come: some may run in AVS already, and a failback that runs has its recovery point.
        ReplicatedItem[] inAzure = [.. items
            .Where(item => IsInAzure(item.Phase) && (item.Phase != ReplicationPhase.FailingBack || !busy.Contains(item)))];
        if (inAzure.Length > 0)
        {
            bool isAll = inAzure.Length == items.Length;
            yield return $"{(isAll ? string.Empty : $"fails back {JourneyHost.Names(inAzure)}: ")}Azure to AVS, {options.PointChoice}; shuts {(isAll ? "the" : "their")} Azure VMs down";
        }
    }

    private static string Direction(ReplicatedItem item) => item.Phase == ReplicationPhase.Committed ? "to Azure" : "to AVS";

    private static bool IsInAzure(ReplicationPhase phase) => phase is ReplicationPhase.FailedOver or ReplicationPhase.RunningInAzure or ReplicationPhase.ReplicatingToAvs
        or ReplicationPhase.ReadyToFailBack or ReplicationPhase.FailingBack;
}
