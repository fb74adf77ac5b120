using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace AvsFailback.Runs;

/// <summary>What a journey would do (<c>-WhatIf</c>): order, steps, requests, expected loss and time. It reads and asks for nothing.</summary>
/// <param name="vault">The vault.</param>
/// <param name="options">What is wanted.</param>
/// <param name="readiness">What was found out of the VMs before, with the same options; null if nobody has looked.</param>
internal sealed class JourneyPlanner(AvsVault vault, JourneyOptions options, JourneyReadiness? readiness = null)
{
    /// <summary>Looks at what a journey of these VMs would be.</summary>
    /// <param name="entries">The VMs, read whole.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<FailbackRun> PlanAsync(IReadOnlyList<JourneyEntry> entries, CancellationToken cancellationToken)
    {
        JourneyReadiness known = readiness ?? new JourneyReadiness(vault, options);
        IReadOnlyDictionary<JourneyEntry, FailbackException> unready = await known.CheckAsync(entries, cancellationToken);
        ServerDemand demand = await known.DemandAsync([.. entries.Where(entry => !unready.ContainsKey(entry))], cancellationToken);
        var points = new Dictionary<ArmId, RecoveryPoint>();
        foreach (ReplicatedItem item in entries.Where(entry => !unready.ContainsKey(entry) && IsPointListed(entry.Item)).Select(entry => entry.Item))
        {
            List<RecoveryPoint> listed = await Paging.AllAsync(c => vault.Connection.Service.ListRecoveryPointsAsync(item, c, cancellationToken));
            if (listed.Where(Fits).OrderByDescending(point => point.Time).FirstOrDefault() is { } newest)
            {
                points[item.Id] = newest;
            }
        }

        DateTimeOffset now = vault.Connection.Clock.UtcNow;
        FailbackRun plan = Plan(options, entries, unready, points, now, demand, known.ServerOf, known.Choices.TextOf, known.RunningOn);
        return plan with
        {
            Notices = [.. plan.Notices, .. known.Foreseen.Select(one => $"{one.Entry.Item.Name}: {one.Text}")],
            Id = FailbackJourney.NewId(now),
            VaultId = vault.Id,
            VaultName = vault.ToString(),
            IsEmulated = vault.IsEmulated,
            Vault = vault,
        };
    }

    /// <summary>The plan, from what was read.</summary>
    /// <param name="options">What is wanted.</param>
    /// <param name="entries">The VMs.</param>
    /// <param name="unready">Those that aren't ready, and why.</param>
    /// <param name="points">The newest fitting recovery point of each VM that has one listed.</param>
    /// <param name="now">The present moment.</param>
    /// <param name="demand">What is known of servers' disks.</param>
    /// <param name="serverOf">The server that a VM's disks would be attached to.</param>
    /// <param name="placementOf">What a reprotect would be asked with, for people.</param>
    /// <param name="runningOn">The job that runs on a VM without being named by it.</param>
    public static FailbackRun Plan(JourneyOptions options, IReadOnlyList<JourneyEntry> entries, IReadOnlyDictionary<JourneyEntry, FailbackException> unready, IReadOnlyDictionary<ArmId, RecoveryPoint> points, DateTimeOffset now, ServerDemand demand, Func<ReplicatedItem, string?> serverOf, Func<ReplicatedItem, FailbackAction, string>? placementOf = null, Func<ReplicatedItem, FailbackJob?>? runningOn = null)
    {
        PlannedVm[] going = [.. entries.Where(entry => !unready.ContainsKey(entry) && !FailbackJourney.IsThere(entry.Item, options.Until)).Select(entry => new PlannedVm(entry, options, serverOf(entry.Item)))];
        var schedule = new JourneySchedule(going, options.ThrottleLimit, demand);
        Dictionary<JourneyEntry, PlannedVm> planned = going.ToDictionary(vm => vm.Entry);
        return new FailbackRun
        {
            Id = string.Empty,
            Until = options.Until,
            StartedBy = options.StartedBy,
            StartTime = now,
            Outcome = FailbackRunOutcome.Planned,
            IgnoredRules = options.IgnoredRules,
            PlannedWrites = schedule.Writes,
            ExpectedDuration = schedule.Duration,
            NextStep = going.Length == 0 ? "Nothing would be done." : "Nothing was asked of the vault. To do it, rerun the command without -WhatIf.",
            Notices = NoticesOf(going),
            Items = [.. entries.OrderBy(FailbackJourney.WaveOf).Select(entry => ItemOf(entry, planned, unready, points, options, now, placementOf ?? ((_, _) => string.Empty), runningOn ?? (_ => null)))],
        };
    }

    /// <summary>Where a plan will wait for a person, and what of it will be left out.</summary>
    private static string[] NoticesOf(PlannedVm[] going)
    {
        var notices = new List<string>();
        foreach (IGrouping<ArmId, PlannedVm> members in going.Where(vm => vm.Entry.Plan is not null && vm.Does(FailbackAction.FailBack)).GroupBy(vm => vm.Entry.Plan!.Id))
        {
            RecoveryPlan plan = members.First().Entry.Plan!;
            if (members.First().PlanOf(FailbackAction.FailBack) is null)
            {
                notices.Add(PlanDecision.TextOfSkipped(plan, plan.IsMixed ? "its VMs are of both architectures" : "its VMs are in different phases"));
            }
            else
            {
                notices.AddRange(PlanDecision.TextsOfActions(plan));
            }
        }

        return [.. notices];
    }

    private static FailbackRunItem ItemOf(JourneyEntry entry, Dictionary<JourneyEntry, PlannedVm> planned, IReadOnlyDictionary<JourneyEntry, FailbackException> unready, IReadOnlyDictionary<ArmId, RecoveryPoint> points, JourneyOptions options, DateTimeOffset now, Func<ReplicatedItem, FailbackAction, string> placementOf, Func<ReplicatedItem, FailbackJob?> runningOn)
    {
        ReplicatedItem item = entry.Item;
        FailbackRunItem row = new()
        {
            ItemId = item.Id,
            Name = item.Name,
            Architecture = item.Architecture,
            Plan = entry.Plan?.Name,
            Wave = FailbackJourney.WaveOf(entry),
            PhaseAtStart = item.Phase,
            Phase = item.Phase,
            IgnoredRules = options.IgnoredRules,
        };
        if (unready.TryGetValue(entry, out FailbackException? why))
        {
            return row with { Outcome = FailbackRunItemOutcome.NotReady, Message = $"{why.Message} {why.NextStep}".Trim(), ErrorId = why.ErrorId };
        }

        if (!planned.TryGetValue(entry, out PlannedVm? vm))
        {
            return row with { Outcome = FailbackRunItemOutcome.Succeeded, Message = "It is there already." };
        }

        bool hasPoint = points.TryGetValue(item.Id, out RecoveryPoint? point);
        return row with
        {
            Outcome = FailbackRunItemOutcome.Planned,
            Steps = [.. vm.Steps.Select(action => new FailbackRunStep { Action = action, Plan = vm.PlanOf(action), Placement = placementOf(item, action) })],
            Message = MessageOf(item, vm, placementOf, runningOn(item)),
            ExpectedDuration = vm.End,
            RecoveryPointTime = point?.Time,
            RecoveryPointSource = hasPoint ? RecoveryPointSource.NewestListed : RecoveryPointSource.Unknown,
            AchievedRpo = point is not null ? (now > point.Time ? now - point.Time : TimeSpan.Zero)
                : item.Direction == ReplicationDirection.AzureToAvs && vm.Does(FailbackAction.FailBack) ? item.Rpo : null,
        };
    }

    /// <summary>What comes first where that is no request, and what reprotects are asked with.</summary>
    private static string MessageOf(ReplicatedItem item, PlannedVm vm, Func<ReplicatedItem, FailbackAction, string> placementOf, FailbackJob? running)
    {
        string first = running is not null ? $"It continues with the job that runs already: {running} (job {running.Name})."
            : item.RunningJobId is { } job ? $"It continues with the job that runs already: {item.RunningScenario} (job {job.Name})."
            : item.Phase is ReplicationPhase.ReplicatingToAvs or ReplicationPhase.ReplicatingToAzure ? $"It waits for the copy that is under way already{(item.ReplicationProgress is { } percent ? $" ({percent} %)" : string.Empty)}."
            : item.Phase == ReplicationPhase.FailingBack ? "It waits for the failback that is under way already."
            : vm.Steps.Count == 0 ? "Nothing is asked for: its commit is left to others."
            : string.Empty;
        IEnumerable<string> reprotects = vm.Steps
            .Select(action => (Action: action, Text: placementOf(item, action)))
            .Where(step => step.Text.Length > 0)
            .Select(step => $"Reprotects {(step.Action == FailbackAction.ReprotectToAvs ? "to AVS" : "to Azure")}: {step.Text}.");
        return string.Join(" ", reprotects.Prepend(first).Where(text => text.Length > 0));
    }

    // The service lists none for modernized items in this direction (asr-contract §5).
    private static bool IsPointListed(ReplicatedItem item) =>
        item.Architecture == ReplicationArchitecture.Classic && item.Direction == ReplicationDirection.AzureToAvs && item.Phase is ReplicationPhase.ReplicatingToAvs or ReplicationPhase.ReadyToFailBack;

    private bool Fits(RecoveryPoint point) => options.PointChoice.Type != RecoveryPointType.ApplicationConsistent || point.Type == RecoveryPointType.ApplicationConsistent;
}
