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

    private readonly Dictionary<ArmId, ReprotectInputs> _inputs = [];
    private VaultFacts _facts = new(vault);
    private DateTimeOffset _lookedAt;
    private Dictionary<JourneyEntry, FailbackException>? _unready;

    /// <summary>Works out reprotect inputs, by the servers and policies that were read here.</summary>
    public ReprotectPlanner Planner => new(_facts.Infrastructure);

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
            _inputs.Clear();
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
    public string? ServerOf(ReplicatedItem item) => item.Direction == ReplicationDirection.AvsToAzure && _inputs.TryGetValue(item.Id, out ReprotectInputs? inputs) ? CapacityLimits.ServerOf(inputs) : null;

    /// <summary>What room on servers others take, and what plans need at once.</summary>
    public async Task<ServerDemand> DemandAsync(IReadOnlyList<JourneyEntry> entries, CancellationToken cancellationToken)
    {
        if (_inputs.Count == 0)
        {
            return ServerDemand.None;
        }

        var taken = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        HashSet<ArmId> own = [.. entries.Select(entry => entry.Item.Id)];
        HashSet<string> servers = new(_inputs.Values.Select(CapacityLimits.ServerOf).OfType<string>(), StringComparer.OrdinalIgnoreCase);
        // Lists tell neither disks nor, of classic VMs, the master target (asr-contract §4.1); no more VMs than the servers take disks are read.
        IEnumerable<ReplicatedItem> others = (await _facts.ItemsAsync(cancellationToken))
            .Where(item => !own.Contains(item.Id) && CapacityLimits.IsAttached(item) && (CapacityLimits.ServerOf(item) is not { } server || servers.Contains(server)))
            .Take(servers.Count * ReadinessLimits.DisksPerServer);
        foreach (ReplicatedItem item in others)
        {
            ReplicatedItem whole = item.IsComplete ? item : await vault.Connection.Service.FindItemAsync(item.Id, cancellationToken) ?? item;
            if (CapacityLimits.ServerOf(whole) is { } server && servers.Contains(server))
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
            catch (FailbackException e) when (e is not ConnectionException and not ServiceException { Status: 401 })
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
            _inputs[item.Id] = await InputsAsync(Planner, entry, item, cancellationToken);
        }

        if (options.Until == FailbackGoal.Protected && options.CommitPolicy != CommitPolicy.Never && item.Phase is not (ReplicationPhase.Committed or ReplicationPhase.ReplicatingToAzure or ReplicationPhase.Protected))
        {
            // A name that is missing then would show after the commit, and leave the VM unprotected.
            await InputsAsync(Planner, entry, item.Direction == ReplicationDirection.AzureToAvs ? item : ToCome(item), cancellationToken);
        }
    }

    /// <summary>A VM in Azure as it will be when it replicates to AVS, as far as the reprotect after that goes by it (asr-contract §3.1, §9).</summary>
    private static ReplicatedItem ToCome(ReplicatedItem item) => item with
    {
        Direction = ReplicationDirection.AzureToAvs,
        LastUsedPolicyId = item.Architecture == ReplicationArchitecture.Modernized ? item.PolicyId : item.LastUsedPolicyId,
        PolicyId = item.PolicyId is { } policy && item.Architecture == ReplicationArchitecture.Classic ? ArmId.Parse($"{policy}-failback") : item.PolicyId,
        ReprotectAgentId = item.ReprotectAgentId ?? item.ProcessServerId,
    };

    /// <summary>The inputs of the reprotect that the item needs next; an error says where a journey takes names.</summary>
    public static async Task<ReprotectInputs> InputsAsync(ReprotectPlanner planner, JourneyEntry entry, ReplicatedItem item, CancellationToken cancellationToken)
    {
        try
        {
            return await planner.PlanAsync(item, entry.PlacementFor(item), cancellationToken);
        }
        catch (FailbackException e) when (e.Category is FailbackErrorCategory.InvalidInput or FailbackErrorCategory.Ambiguous && e is not ServiceException)
        {
            string suffix = item.Direction == ReplicationDirection.AzureToAvs ? " (ProcessServerToAzure and PolicyToAzure are for this direction alone)" : string.Empty;
            throw new FailbackException(e.ErrorId, e.Category, e.Message, $"{e.NextStep} In a run, names are columns of -Placement: @{{ Name = '{item.Name}'; … }}{suffix}.", e.Target, e);
        }
    }

    /// <summary>A named classic replication group goes whole, to one master target.</summary>
    private async Task DemandGroupAsync(JourneyEntry entry, IReadOnlyList<JourneyEntry> entries, CancellationToken cancellationToken)
    {
        if (!ReplicationGroups.Bind(entry.Item) || entry.Item.Direction != ReplicationDirection.AvsToAzure || !_inputs.ContainsKey(entry.Item.Id))
        {
            return;
        }

        IReadOnlyList<ReplicatedItem> all = await _facts.ItemsAsync(cancellationToken);
        ReplicationGroups.DemandWhole(entry.Item, [.. entries.Select(other => other.Item)], all);
        ReplicationGroups.DemandOneMasterTarget(
            entry.Item,
            [.. ReplicationGroups.MembersOf(entry.Item, entries.Select(other => other.Item)).Select(item => new GroupMember(item, _inputs.TryGetValue(item.Id, out ReprotectInputs? inputs) ? inputs : null))],
            (await _facts.Infrastructure.FabricOfAsync(entry.Item, cancellationToken)).MasterTargets);
    }

    private async Task CheckRulesAsync(IReadOnlyList<JourneyEntry> entries, Dictionary<JourneyEntry, FailbackException> unready, CancellationToken cancellationToken)
    {
        // A commit is checked when its turn has come: until then the Azure VM may still be shutting down.
        HashSet<ArmId> busy = await BusyAsync(entries, cancellationToken);
        (JourneyEntry Entry, FailbackAction Action, ReadinessStep Step)[] due =
        [
            .. from entry in entries
               where entry.Item.RunningJobId is null && !busy.Contains(entry.Item.Id)
               let next = FailbackTransitions.Next(entry.Item.Phase, options.Until)
               where next.Kind == TransitionKind.Act && next.Action != FailbackAction.Commit
               let action = next.Action == FailbackAction.CommitFailover ? FailbackAction.ReprotectToAvs : next.Action
               let step = ActionGuard.StepOf(action)
               where step is not null
               select (entry, action, step.Value),
        ];
        IReadOnlyList<FailbackReadiness> verdicts = await new ReadinessChecker(vault, _facts).EvaluateAsync([.. due.Select(one => new ReadinessRequest(one.Entry.Item)
        {
            Step = one.Step,
            IgnoredRules = options.IgnoredRules,
            Inputs = new ReadinessInputs
            {
                PointChoice = options.PointChoice,
                AzureVm = one.Entry.AzureVm,
                Plan = one.Entry.Plan is { IsMixed: false } plan ? plan : null,
                NamedPlan = one.Entry.Plan,
                Placement = _inputs.TryGetValue(one.Entry.Item.Id, out ReprotectInputs? inputs) ? inputs : null,
                NetworkConnections = options.NetworkConnections,
                PrivateCloud = options.PrivateCloud,
            },
        })], cancellationToken);
        for (int i = 0; i < due.Length; i++)
        {
            FailbackReadiness verdict = verdicts[i] with { Checks = [.. verdicts[i].Checks.Where(check => !IsWaitedFor(check, due[i].Entry.Item))] };
            if (!verdict.IsReady && !await HasMovedOnAsync(due[i].Entry.Item, cancellationToken))
            {
                unready[due[i].Entry] = Errors.NotReady(verdict, due[i].Action, due[i].Entry.Target);
            }
        }
    }

    /// <summary>
    /// VMs on which a job runs that they don't name themselves: they look as before, while their Azure VM may be shut down already.
    /// </summary>
    private async Task<HashSet<ArmId>> BusyAsync(IReadOnlyList<JourneyEntry> entries, CancellationToken cancellationToken)
    {
        var finder = new JobFinder(vault.Connection.Service, vault.Connection.Clock);
        List<FailbackJob> running = await finder.ListRunningAsync(cancellationToken);
        for (TimeSpan waited = TimeSpan.Zero; running.Any(JobFinder.IsNameless) && waited < options.Engine.NamelessWindow; waited += EngineOptions.NamelessInterval)
        {
            await vault.Connection.Clock.Delay(EngineOptions.NamelessInterval, cancellationToken);
            running = await finder.ListRunningAsync(cancellationToken);
        }

        return
        [
            .. from entry in entries
               where JobFinder.RunningOn(entry.Item, running) is not null
                   || (entry.Plan is { } plan && JobFinder.RunningOn(new PlanTarget(plan), PlanTarget.Summarize(plan, []), running) is not null)
               select entry.Item.Id,
        ];
    }

    /// <summary>Whether a VM stands elsewhere by now than when the command read it, as after a job that was just ending: then the engine looks anew.</summary>
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
