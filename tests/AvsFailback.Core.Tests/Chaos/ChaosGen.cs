using System;
using System.Collections.Generic;
using System.Linq;
using AvsFailback.Runs;
using AvsFailback.TestSupport;
using CsCheck;

namespace AvsFailback.Core.Tests.Chaos;

/// <summary>Makes scripts of seeds.</summary>
internal static class ChaosGen
{
    private static readonly string[] Reads =
    [
        "GET item",
        "LIST items",
        "GET job",
        "LIST jobs",
        "GET vm",
        "GET plan",
        "LIST plans",
        "LIST points",
        "LIST power states",
        "LIST fabrics",
    ];
    private static readonly string[] Posts =
    [
        "POST failback",
        "POST commit",
        "POST reprotect",
        "POST cancel",
        "POST plan failback",
        "POST plan commit",
    ];
    private static readonly FakeFaultKind[] OfReads =
    [
        FakeFaultKind.LostBefore,
        FakeFaultKind.NotFound,
        FakeFaultKind.Throttled,
        FakeFaultKind.Slow,
        FakeFaultKind.Disconnected,
    ];
    private static readonly FakeFaultKind[] OfPosts =
    [
        FakeFaultKind.LostBefore,
        FakeFaultKind.LostAfter,
        FakeFaultKind.Disconnected,
        FakeFaultKind.Throttled,
        FakeFaultKind.Slow,
        FakeFaultKind.Refused,
        FakeFaultKind.CrashBefore,
        FakeFaultKind.CrashAfter,
    ];

    private static readonly PostFateKind[] Fates =
        [
            PostFateKind.JobFails,
            PostFateKind.JobFailsAndIsUndone,
            PostFateKind.JobIsCancelled,
            PostFateKind.LostBefore,
            PostFateKind.LostAfter,
            PostFateKind.Unnamed,
            PostFateKind.Overtaken,
            PostFateKind.Refused,
        ];

    private static readonly ReplicationPhase[] Rarer =
    [
        ReplicationPhase.FailedOver,
        ReplicationPhase.Committed,
        ReplicationPhase.ReplicatingToAvs,
        ReplicationPhase.Protected,
    ];

    private static readonly Gen<ChaosVm> Vm =
        from phase in Gen.Frequency(
            (2, Gen.Const(ReplicationPhase.RunningInAzure)),
            (5, Gen.Const(ReplicationPhase.ReadyToFailBack)),
            (2, Gen.Const(ReplicationPhase.FailedBack)),
            (1, Gen.Int[0, Rarer.Length - 1].Select(i => Rarer[i])))
        from look in Gen.Int[0, 15]
        from agent in Gen.Frequency((2, Gen.Const(0)), (2, Gen.Int[1, 20]), (1, Gen.Int[20, 60]))
        from power in Gen.Frequency((4, Gen.Const(0)), (2, Gen.Int[1, 4]), (1, Gen.Const(-1)))
        from planGroup in Gen.Int[0, 3]
        select new ChaosVm(phase, look % 2 == 1, look / 2 % 4 != 3, look / 8 == 1, agent, Math.Max(power, 0), power < 0, planGroup);

    private static readonly Gen<JourneyOptions> Options =
        from until in Gen.Frequency(
            (1, Gen.Const(FailbackGoal.FailedBack)),
            (2, Gen.Const(FailbackGoal.Committed)),
            (3, Gen.Const(FailbackGoal.Protected)))
        from policy in Gen.Frequency(
            (3, Gen.Const(CommitPolicy.Ask)),
            (3, Gen.Const(CommitPolicy.AfterValidation)),
            (1, Gen.Const(CommitPolicy.Never)))
        from validates in Gen.Bool
        from each in Gen.Enum<ConfirmEach>()
        from onFailure in Gen.Enum<WaveFailurePolicy>()
        from onValidation in Gen.Enum<ValidationFailurePolicy>()
        from throttle in Gen.Int[0, 2]
        from timeout in Gen.Frequency((4, Gen.Const(0)), (1, Gen.Int[1, 3]))
        select new JourneyOptions
        {
            Until = until,
            CommitPolicy = policy,
            // The command asks for a validation where commits go by it.
            Validates = validates || policy == CommitPolicy.AfterValidation,
            ConfirmEach = each,
            OnFailure = onFailure,
            OnValidationFailure = onValidation,
            ThrottleLimit = throttle,
            CommitTimeout = timeout == 0 ? null : TimeSpan.FromHours(timeout),
            CommitFailover = throttle == 0,
        };

    private static readonly Gen<ChaosStart> Start =
        from options in Options
        from deadline in Gen.Frequency((5, Gen.Const(0)), (1, Gen.Int[1, 4]))
        from journal in Gen.Frequency((4, Gen.Const(true)), (1, Gen.Const(false)))
        from thinks in Gen.Frequency((2, Gen.Const(0)), (1, Gen.Int[1, 90]))
        from failing in Gen.Frequency((3, Gen.Const(-1)), (1, Gen.Int[0, 3]))
        from yes in Gen.Frequency((3, Gen.Const(true)), (1, Gen.Const(false)))
        select new ChaosStart(options, deadline, journal, thinks, failing, yes);

    private static readonly ChaosKind[] Kinds = Enum.GetValues<ChaosKind>();

    private static readonly Gen<ChaosStep> Step =
        from kind in Gen.Frequency(
            (4, Gen.Const(ChaosKind.Fault)),
            (2, Gen.Const(ChaosKind.Fate)),
            (1, Gen.Const(ChaosKind.PlanFate)),
            (1, Gen.Const(ChaosKind.Crash)),
            (3, Gen.Const(ChaosKind.CrashAtPost)),
            (1, Gen.Const(ChaosKind.Outage)),
            (2, Gen.Const(ChaosKind.OutageAtPost)),
            (1, Gen.Const(ChaosKind.Stop)),
            (12, Gen.Int[(int)ChaosKind.Crowd, Kinds.Length - 1].Select(i => Kinds[i])))
        from start in Gen.Frequency((3, Gen.Const(0)), (1, Gen.Int[0, 2]))
        from moment in Gen.Int[0, 150]
        from vm in Gen.Int[0, 3]
        from detail in Gen.Int[0, 999]
        select new ChaosStep(kind, start, moment, vm, detail);

    private static readonly Gen<ChaosScript> Script =
        from vms in Vm.Array[1, 4]
        from areAlike in Gen.Bool
        from starts in Gen.Frequency((1, Start.Array[1, 1]), (3, Start.Array[2, 2]), (2, Start.Array[3, 3]))
        from steps in Step.Array[0, 6]
        from plan in Gen.Int[0, 15]
        from lag in Gen.Frequency((3, Gen.Const(0)), (1, Gen.Int[1, 90]))
            // A plan's own requests need VMs that are alike.
        select new ChaosScript(
            areAlike
                ? [.. vms.Select(vm => vm with { Phase = vms[0].Phase, IsClassic = vms[0].IsClassic, Group = Math.Max(vm.Group, 1) })]
                : vms,
            starts,
            steps,
            plan / 4 == 3,
            plan % 2 == 1,
            plan % 4 != 3,
            lag);

    /// <summary>The script of a seed: always the same.</summary>
    public static ChaosScript Of(int seed) => Script.Generate(new PCG(1, (ulong)seed), null, out _);

    /// <summary>The fault that a step's detail names.</summary>
    public static FakeFault FaultOf(int detail)
    {
        bool isPost = detail % 3 == 0;
        string[] operations = isPost ? Posts : Reads;
        FakeFaultKind[] kinds = isPost ? OfPosts : OfReads;
        FakeFaultKind kind = kinds[detail / 3 % kinds.Length];
        string operation = operations[detail / 30 % operations.Length];
        // No single thing is there to be missing in a list.
        return new FakeFault(
            kind == FakeFaultKind.NotFound && operation.StartsWith("LIST", StringComparison.Ordinal) ? FakeFaultKind.Slow : kind,
            operation);
    }

    /// <summary>How many requests an outage lasts.</summary>
    public static int LengthOf(int detail) => 1 + (detail / 2 % 60);

    public static PostFate FateOf(int detail) =>
        new(Fates[detail % Fates.Length], detail / 8 % 4 == 0 ? "95226" : "539", TimeSpan.FromSeconds(detail / 32 % 3 * 50));

    /// <summary>Smaller scripts that may still fail, the smallest steps down first.</summary>
    public static IEnumerable<ChaosScript> Smaller(ChaosScript script)
    {
        for (int i = 0; i < script.Steps.Count; i += 1)
        {
            yield return script with { Steps = Without(script.Steps, i) };
        }

        if (script.Starts.Count > 1)
        {
            yield return script with { Starts = Without(script.Starts, script.Starts.Count - 1) };
        }

        if (script.Vms.Count > 1)
        {
            yield return script with { Vms = Without(script.Vms, script.Vms.Count - 1) };
        }

        foreach (ChaosScript simpler in Simpler(script))
        {
            if (simpler != script && simpler.ToString() != script.ToString())
            {
                yield return simpler;
            }
        }
    }

    private static IEnumerable<ChaosScript> Simpler(ChaosScript script)
    {
        yield return script with { PausesPlan = false, ContinuesAfterFailure = false, TellsTasks = true, JobLagSeconds = 0 };
        for (int i = 0; i < script.Vms.Count; i += 1)
        {
            ChaosVm vm = script.Vms[i];
            yield return script with { Vms = With(script.Vms, i, vm with { NamesItsJob = true, OffersNothingWhileBusy = false }) };
            yield return script with { Vms = With(script.Vms, i, vm with { AgentMinutes = 0 }) };
            yield return script with { Vms = With(script.Vms, i, vm with { DeallocatesMinutes = 0, KeepsRunning = false }) };
            yield return script with { Vms = With(script.Vms, i, vm with { IsClassic = false }) };
            yield return script with { Vms = With(script.Vms, i, vm with { Group = 0 }) };
            yield return script with { Vms = With(script.Vms, i, vm with { Phase = ReplicationPhase.ReadyToFailBack }) };
        }

        for (int i = 0; i < script.Starts.Count; i += 1)
        {
            ChaosStart start = script.Starts[i];
            var plain = new JourneyOptions
            {
                Until = start.Options.Until,
                CommitPolicy = start.Options.CommitPolicy,
                Validates = start.Options.Validates,
            };
            yield return script with { Starts = With(script.Starts, i, start with { Options = plain, DeadlineHours = 0 }) };
            yield return script with { Starts = With(script.Starts, i, start with { FailingVm = -1, SaysYes = true }) };
            yield return script with { Starts = With(script.Starts, i, start with { ThinksMinutes = 0 }) };
            yield return script with { Starts = With(script.Starts, i, start with { KeepsJournal = true }) };
        }
    }

    private static IReadOnlyList<T> Without<T>(IReadOnlyList<T> all, int index) => [.. all.Where((_, i) => i != index)];

    private static IReadOnlyList<T> With<T>(IReadOnlyList<T> all, int index, T other) =>
        [.. all.Select((one, i) => i == index ? other : one)];
}
