using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Engine;
using AvsFailback.Readiness;
using AvsFailback.Vault;

namespace AvsFailback.Runs;

/// <summary>
/// What is looked at before a journey begins: which of its VMs are ready for the step that comes first, and where they will go.
/// What it reads of the vault it reads once, for the rules, the reprotect inputs and the room on servers alike.
/// </summary>
internal sealed class JourneyReadiness(AvsVault vault, JourneyOptions options)
{
    // What a journey waits for by itself: the first recovery point, a job that runs, room on a server, the agent.
    private static readonly string[] WaitedFor = ["V05", "V07", "I07", "I14", "R03"];

    // A person may think for long about the question that begins a run, while others take servers' room and servers fail.
    private static readonly TimeSpan GoodFor = TimeSpan.FromMinutes(5);

    private readonly List<(JourneyEntry Entry, string Text)> _foreseen = [];
    private readonly HashSet<(ArmId Item, string Text)> _told = [];
    private Dictionary<ArmId, FailbackJob> _running = [];
    private VaultFacts _facts = new(vault);
    private DateTimeOffset _lookedAt;
    private Dictionary<JourneyEntry, FailbackException>? _unready;

    /// <summary>The servers and inputs of the run's reprotects.</summary>
    public JourneyChoices Choices => _choices ??= new JourneyChoices(() => _facts.Infrastructure);

    private JourneyChoices? _choices;

    /// <summary>What will stop VMs later unless it changes until then, and doesn't keep them from beginning.</summary>
    public IReadOnlyList<(JourneyEntry Entry, string Text)> Foreseen => _foreseen;

    /// <summary>What is foreseen and wasn't taken before; told once.</summary>
    public IReadOnlyList<(JourneyEntry Entry, string Text)> TakeForeseen() => [.. _foreseen.Where(one => _told.Add((one.Entry.Item.Id, one.Text)))];

    /// <summary>The job that runs on a VM and that the VM doesn't name itself; null if none does.</summary>
    public FailbackJob? RunningOn(ReplicatedItem item) => _running.TryGetValue(item.Id, out FailbackJob? job) ? job : null;

    /// <summary>All VMs of the vault, thinly.</summary>
    public Task<IReadOnlyList<ReplicatedItem>> ItemsAsync(CancellationToken cancellationToken) => _facts.ItemsAsync(cancellationToken);

    /// <summary>Those that aren't ready, and why. A plan with one such VM is left alone whole. Who asks again soon gets the same answer; later, VMs that have become unready are added, and none is taken away: nobody was asked for those.</summary>
    public async Task<IReadOnlyDictionary<JourneyEntry, FailbackException>> CheckAsync(IReadOnlyList<JourneyEntry> entries, CancellationToken cancellationToken)
    {
        if (_unready is not null && vault.Connection.Clock.UtcNow - _lookedAt <= GoodFor)
        {
            return _unready;
        }

        Dictionary<JourneyEntry, FailbackException> before = _unready ?? [];
        if (_unready is not null)
        {
            _facts = new VaultFacts(vault);
        }

        Dictionary<JourneyEntry, FailbackException> now = await LookAsync(entries, cancellationToken);
        foreach (KeyValuePair<JourneyEntry, FailbackException> old in before)
        {
            now[old.Key] = old.Value;
        }

        _lookedAt = vault.Connection.Clock.UtcNow;
        return _unready = now;
    }

    private async Task<Dictionary<JourneyEntry, FailbackException>> LookAsync(IReadOnlyList<JourneyEntry> entries, CancellationToken cancellationToken)
    {
        var unready = new Dictionary<JourneyEntry, FailbackException>();
        await RefuseAsync(entries, unready, DemandStepAsync, cancellationToken);
        await RefuseAsync([.. entries.Where(entry => !unready.ContainsKey(entry))], unready, (entry, token) => DemandGroupAsync(entry, entries, token), cancellationToken);
        await CheckRulesAsync([.. entries.Where(entry => !unready.ContainsKey(entry))], unready, cancellationToken);
        foreach (IGrouping<ArmId, JourneyEntry> plan in entries.Where(entry => entry.Plan is not null).GroupBy(entry => entry.Plan!.Id))
        {
            RefusePlan([.. plan], unready);
        }

        return unready;
    }

    /// <summary>The server that a VM's disks would be attached to by its reprotect to AVS; null if that isn't its next step.</summary>
    public string? ServerOf(ReplicatedItem item) => item.Direction == ReplicationDirection.AvsToAzure && Choices.Of(item) is { } choice ? CapacityGate.ServerOf(choice.Inputs) : null;

    /// <summary>What room on servers others take, and what plans need at once.</summary>
    public async Task<ServerDemand> DemandAsync(IReadOnlyList<JourneyEntry> entries, CancellationToken cancellationToken)
    {
        if (Choices.Inputs.Count == 0)
        {
            return ServerDemand.None;
        }

        var taken = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        HashSet<ArmId> own = [.. entries.Select(entry => entry.Item.Id)];
        HashSet<string> servers = new(Choices.Inputs.Select(CapacityGate.ServerOf).OfType<string>(), StringComparer.OrdinalIgnoreCase);
        // Lists tell neither disks nor, of classic VMs, the master target (asr-contract §4.1); no more VMs than the servers take disks are read.
        IEnumerable<ReplicatedItem> others = (await _facts.ItemsAsync(cancellationToken))
            .Where(item => !own.Contains(item.Id) && CapacityGate.IsAttached(item) && (CapacityGate.ServerOf(item) is not { } server || servers.Contains(server)))
            .Take(servers.Count * ReadinessLimits.DisksPerServer);
        foreach (ReplicatedItem item in others)
        {
            ReplicatedItem whole = item.IsComplete ? item : await vault.Connection.Service.FindItemAsync(item.Id, cancellationToken) ?? item;
            if (CapacityGate.ServerOf(whole) is { } server && servers.Contains(server))
            {
                taken[server] = (taken.TryGetValue(server, out int before) ? before : 0) + ServerDemand.DisksOf(whole);
            }
        }

        return new ServerDemand(taken, entries.Where(entry => entry.Plan is { IsMixed: false }).GroupBy(entry => entry.Plan!.Id).ToDictionary(plan => plan.Key, DemandOf));
    }

    /// <summary>How many disks a plan's VMs bring to each server.</summary>
    private IReadOnlyDictionary<string, int> DemandOf(IEnumerable<JourneyEntry> plan) => plan
        .Where(entry => ServerOf(entry.Item) is not null)
        .GroupBy(entry => ServerOf(entry.Item)!, StringComparer.OrdinalIgnoreCase)
        .ToDictionary(server => server.Key, server => server.Sum(entry => ServerDemand.DisksOf(entry.Item)), StringComparer.OrdinalIgnoreCase);

    private static async Task RefuseAsync(IReadOnlyList<JourneyEntry> entries, Dictionary<JourneyEntry, FailbackException> unready, Func<JourneyEntry, CancellationToken, Task> demand, CancellationToken cancellationToken)
    {
        foreach (JourneyEntry entry in entries)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                await demand(entry, cancellationToken);
            }
            catch (FailbackException e) when (e.IsOfOneInput)
            {
                unready[entry] = e;
            }
        }
    }

    /// <summary>The table has a way on, and it is known where to.</summary>
    private async Task DemandStepAsync(JourneyEntry entry, CancellationToken cancellationToken)
    {
        ReplicatedItem item = entry.Item;
        Transition next = FailbackTransitions.Next(item.Phase, options.Until);
        if (next.Kind == TransitionKind.Refused)
        {
            throw Errors.CannotGoOn(item, options.Until, next, entry.Target);
        }

        if (next.Action == FailbackAction.CommitFailover && !options.CommitFailover)
        {
            throw Errors.FailoverUncommitted(item, entry.Target);
        }

        if (next.Action is FailbackAction.CommitFailover or FailbackAction.ReprotectToAvs or FailbackAction.ReprotectToAzure && item.RunningJobId is null)
        {
            await Choices.ChooseAsync(entry, item, cancellationToken);
        }

        if (options.Until == FailbackGoal.Protected && options.CommitPolicy != CommitPolicy.Never && item.Phase is not (ReplicationPhase.Committed or ReplicationPhase.ReplicatingToAzure or ReplicationPhase.Protected))
        {
            await Choices.ExpectAsync(entry, cancellationToken);
        }
    }

    /// <summary>A named classic replication group goes whole, to one master target.</summary>
    private async Task DemandGroupAsync(JourneyEntry entry, IReadOnlyList<JourneyEntry> entries, CancellationToken cancellationToken)
    {
        if (!ReplicationGroups.Bind(entry.Item) || entry.Item.Direction != ReplicationDirection.AvsToAzure || Choices.Of(entry.Item) is null)
        {
            return;
        }

        IReadOnlyList<ReplicatedItem> all = await _facts.ItemsAsync(cancellationToken);
        ReplicationGroups.DemandWhole(entry.Item, [.. entries.Select(other => other.Item)], all);
        ReplicationGroups.DemandOneMasterTarget(
            entry.Item,
            [.. ReplicationGroups.MembersOf(entry.Item, entries.Select(other => other.Item)).Select(item => new GroupMember(item, item.Direction == ReplicationDirection.AvsToAzure ? Choices.Of(item)?.Inputs : null))],
            (await _facts.Infrastructure.FabricOfAsync(entry.Item, cancellationToken)).MasterTargets);
    }

    private async Task CheckRulesAsync(IReadOnlyList<JourneyEntry> entries, Dictionary<JourneyEntry, FailbackException> unready, CancellationToken cancellationToken)
    {
        // A commit is checked when its turn has come: until then the Azure VM may still be shutting down.
        _running = await RunningAsync(entries, cancellationToken);
        (JourneyEntry Entry, FailbackAction Action, ReadinessStep Step)[] due =
        [
            .. from entry in entries
               where entry.Item.RunningJobId is null && !_running.ContainsKey(entry.Item.Id)
               let next = FailbackTransitions.Next(entry.Item.Phase, options.Until)
               where next.Kind == TransitionKind.Act && next.Action != FailbackAction.Commit
               let action = next.Action == FailbackAction.CommitFailover ? FailbackAction.ReprotectToAvs : next.Action
               let step = ReadinessSteps.Of(action)
               where step is not null
               select (entry, action, step.Value),
        ];
        IReadOnlyList<FailbackReadiness> verdicts = await new ReadinessChecker(vault, _facts).EvaluateAsync([.. due.Select(one => new ReadinessRequest(one.Entry.Item)
        {
            Step = one.Step,
            IgnoredRules = options.IgnoredRules,
            Inputs = InputsOf(one.Entry, one.Step),
        })], cancellationToken);
        for (int i = 0; i < due.Length; i++)
        {
            FailbackReadiness verdict = verdicts[i] with { Checks = [.. verdicts[i].Checks.Where(check => !IsWaitedFor(check, due[i].Entry.Item))] };
            if (!verdict.IsReady && !await HasMovedOnAsync(due[i].Entry.Item, cancellationToken))
            {
                unready[due[i].Entry] = Errors.NotReady(verdict, due[i].Action, due[i].Entry.Target);
            }
        }

        _foreseen.Clear();
        for (int i = 0; i < due.Length; i++)
        {
            _foreseen.AddRange(JourneyForesight.WarningsOf(verdicts[i]).Where(_ => !unready.ContainsKey(due[i].Entry)).Select(text => (due[i].Entry, text)));
        }

        var foresight = new JourneyForesight(vault, options, _facts);
        foreach (JourneyEntry entry in entries.Where(entry => !unready.ContainsKey(entry)))
        {
            bool isIdle = entry.Item.RunningJobId is null && !_running.ContainsKey(entry.Item.Id);
            if (await foresight.StopsAsync(entry, isIdle, cancellationToken) is { } stop)
            {
                unready[entry] = stop;
            }
            else if (JourneyForesight.WarningOf(entry.Item) is { } warning)
            {
                _foreseen.Add((entry, warning));
            }
        }
    }

    private ReadinessInputs InputsOf(JourneyEntry entry, ReadinessStep step)
    {
        var inputs = new ReadinessInputs
        {
            PointChoice = options.PointChoice,
            AzureVm = entry.AzureVm,
            Plan = entry.Plan is { IsMixed: false } plan ? plan : null,
            NamedPlan = entry.Plan,
            NetworkConnections = options.NetworkConnections,
            PrivateCloud = options.PrivateCloud,
        };
        return step == ReadinessStep.Reprotection && Choices.Of(entry.Item) is { } choice ? inputs.With(choice) : inputs;
    }

    /// <summary>
    /// VMs with the job that runs on them and that they don't name themselves: they look as before, while their Azure VM may be shut down already.
    /// </summary>
    private async Task<Dictionary<ArmId, FailbackJob>> RunningAsync(IReadOnlyList<JourneyEntry> entries, CancellationToken cancellationToken)
    {
        var finder = new JobFinder(vault.Connection.Service, vault.Connection.Clock);
        List<FailbackJob> running = await finder.ListRunningAsync(cancellationToken);
        for (TimeSpan waited = TimeSpan.Zero; running.Any(JobFinder.IsNameless) && waited < options.Engine.NamelessWindow; waited += EngineOptions.NamelessInterval)
        {
            await vault.Connection.Clock.Delay(EngineOptions.NamelessInterval, cancellationToken);
            running = await finder.ListRunningAsync(cancellationToken);
        }

        var jobs = new Dictionary<ArmId, FailbackJob>();
        foreach (JourneyEntry entry in entries)
        {
            FailbackJob? job = JobFinder.RunningOn(entry.Item, running) ?? (entry.Plan is { } plan ? JobFinder.RunningOn(new PlanTarget(plan), PlanTarget.Summarize(plan, []), running) : null);
            if (job is not null)
            {
                jobs[entry.Item.Id] = job;
            }
        }

        return jobs;
    }

    /// <summary>Whether a VM stands elsewhere by now than when the command read it, as after a job that was just ending: then the engine looks again.</summary>
    private async Task<bool> HasMovedOnAsync(ReplicatedItem item, CancellationToken cancellationToken) =>
        vault.Connection.Clock.UtcNow > item.ReadAt && await vault.Connection.Service.FindItemAsync(item.Id, cancellationToken) is { } now && (now.Phase != item.Phase || now.RunningJobId is not null);

    private static bool IsWaitedFor(ReadinessCheck check, ReplicatedItem item) =>
        WaitedFor.Contains(check.RuleId) || (check.RuleId == "R02" && item.Phase == ReplicationPhase.FailedOver);

    private void RefusePlan(JourneyEntry[] members, Dictionary<JourneyEntry, FailbackException> unready)
    {
        RecoveryPlan plan = members[0].Plan!;
        FailbackException[] reasons = [.. members.Where(unready.ContainsKey).Select(entry => unready[entry])];
        FailbackException? why = reasons.Length > 0 ? Errors.PlanNotReady(plan, "all of its VMs have to be", reasons, members[0].Target) : null;
        if (why is null && !plan.IsMixed && DemandOf(members).FirstOrDefault(server => server.Value > ReadinessLimits.DisksPerServer) is { Key: not null } full)
        {
            // It is failed back as one, so all of its VMs have to be attached at once.
            why = Errors.PlanNeedsMoreRoom(plan, full.Key, full.Value, ReadinessLimits.DisksPerServer, members[0].Target);
        }

        foreach (JourneyEntry entry in members.Where(entry => why is not null && !unready.ContainsKey(entry)))
        {
            unready[entry] = why!;
        }
    }
}
