using System;
using System.Collections.Generic;
using System.Linq;
using AvsFailback.Runs;
using AvsFailback.TestSupport;

namespace AvsFailback.Core.Tests.Chaos;

/// <summary>What happens in a script.</summary>
internal enum ChaosKind
{
    /// <summary>Requests go wrong: of the kind and operation that the detail names, after as many as <c>When</c> went well.</summary>
    Fault,

    /// <summary>The VM's next request to act has the fate that the detail names.</summary>
    Fate,

    /// <summary>The plan's next request has it.</summary>
    PlanFate,

    /// <summary>The engine dies at the request of number <c>When</c>: before it arrives, or with an odd detail before its answer.</summary>
    Crash,

    /// <summary>The engine dies at a request that acts: before it arrives, or with an odd detail before its answer.</summary>
    CrashAtPost,

    /// <summary>Nothing can be reached for a while, from the request of number <c>When</c> on.</summary>
    Outage,

    /// <summary>The answer to a request that acts is lost, and after it nothing can be reached for a while.</summary>
    OutageAtPost,

    /// <summary>The run is stopped after <c>When</c> minutes.</summary>
    Stop,

    /// <summary>The vault has more jobs under way than a list holds.</summary>
    Crowd,

    // What another admin does after as many minutes as When says, or with an odd detail while the host is asked.
    CancelsFailback,
    CancelsAndFailsBackAgain,
    FailsBack,
    Commits,
    Reprotects,
    StopsJob,
    SwitchesOn,
    SwitchesOff,
    AddsToPlan,
    RemovesFromPlan,
    CommitsPlan,
    FailsPlanBack,
    ResumesJobs,

    /// <summary>The list of items filtered by the plan lacks the VM from then on.</summary>
    ShortensList,
}

/// <summary>Puts words together.</summary>
internal static class Sentence
{
    public static string Of(params string?[] words) => string.Join(' ', words.Where(word => word is not null));
}

/// <summary>A VM of a script.</summary>
internal sealed record ChaosVm(
    ReplicationPhase Phase,
    bool IsClassic,
    bool NamesItsJob,
    bool OffersNothingWhileBusy,
    int AgentMinutes,
    int DeallocatesMinutes,
    bool KeepsRunning,
    int Group)
{
    public override string ToString() => Sentence.Of(
        $"{Phase}",
        IsClassic ? "classic" : null,
        NamesItsJob ? null : "names-no-job",
        OffersNothingWhileBusy ? "offers-nothing-while-busy" : null,
        AgentMinutes == 0 ? null : $"agent+{AgentMinutes}",
        DeallocatesMinutes == 0 ? null : $"deallocates+{DeallocatesMinutes}",
        KeepsRunning ? "keeps-running" : null,
        Group == 0 ? "single" : $"group {Group}");
}

/// <summary>A start of the run: what is wanted, and how its host behaves.</summary>
internal sealed record ChaosStart(
    JourneyOptions Options,
    int DeadlineHours,
    bool KeepsJournal,
    int ThinksMinutes,
    int FailingVm,
    bool SaysYes)
{
    public override string ToString() => Sentence.Of(
        JourneyBed.Text(Options),
        DeadlineHours == 0 ? null : $"-Deadline {DeadlineHours} h",
        KeepsJournal ? null : "-NoJournal",
        $"(thinks {ThinksMinutes} min, {(FailingVm < 0 ? "all pass" : $"vm{FailingVm} doesn't pass")}, says {(SaysYes ? "yes" : "no")})");
}

/// <summary>One thing that happens, in which start, when, to which VM.</summary>
internal sealed record ChaosStep(ChaosKind Kind, int Start, int When, int Vm, int Detail)
{
    public bool IsWhileAsked => Kind > ChaosKind.Crowd && Detail % 2 == 1;

    public override string ToString() => Kind switch
    {
        ChaosKind.Fault => $"start {Start + 1}: {ChaosGen.FaultOf(Detail)} after {When}",
        ChaosKind.Fate => $"start {Start + 1}: vm{Vm}'s next request: {ChaosGen.FateOf(Detail)}",
        ChaosKind.PlanFate => $"start {Start + 1}: the plan's next request: {ChaosGen.FateOf(Detail)}",
        ChaosKind.Crash => $"start {Start + 1}: crash at request {When}, {(Detail % 2 == 1 ? "after" : "before")} its effect",
        ChaosKind.CrashAtPost =>
            $"start {Start + 1}: crash at request to act {1 + (When % 8)}, {(Detail % 2 == 1 ? "after" : "before")} its effect",
        ChaosKind.Outage => $"start {Start + 1}: outage from request {When * 2} on, {ChaosGen.LengthOf(Detail)} requests long",
        ChaosKind.OutageAtPost => Sentence.Of(
            $"start {Start + 1}: the answer to request to act {1 + (When % 8)} is lost",
            Detail % 2 == 1 ? "after its effect," : "before its effect,",
            $"then an outage, {ChaosGen.LengthOf(Detail)} requests long"),
        _ => $"start {Start + 1}: {Kind} vm{Vm} {(IsWhileAsked ? $"while the host is asked, time {1 + (When % 3)}" : $"after {When} min")}",
    };
}

/// <summary>All of one seed.</summary>
internal sealed record ChaosScript(
    IReadOnlyList<ChaosVm> Vms,
    IReadOnlyList<ChaosStart> Starts,
    IReadOnlyList<ChaosStep> Steps,
    bool PausesPlan,
    bool ContinuesAfterFailure,
    bool TellsTasks,
    int JobLagSeconds)
{
    public override string ToString() => string.Join(
        Environment.NewLine,
        Vms.Select((vm, i) => $"  vm{i}: {vm}")
            .Append(Sentence.Of(
                "  plan",
                PausesPlan ? "pauses" : null,
                ContinuesAfterFailure ? "continues after a failure" : null,
                TellsTasks ? null : "tells no tasks",
                JobLagSeconds == 0 ? null : $"jobs are nameless for {JobLagSeconds} s"))
            .Concat(Starts.Select((start, i) => $"  start {i + 1}: {start}"))
            .Concat(Steps.Select(step => $"  {step}")));
}
