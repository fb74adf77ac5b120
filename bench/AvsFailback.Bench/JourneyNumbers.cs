using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Newtonsoft.Json;

namespace AvsFailback.Bench;

/// <summary>The numbers of whole journeys, each run in a process of its own.</summary>
internal static class JourneyNumbers
{
    private const double Spread = 0.2;
    private const int Few = 1000;
    private const int Many = 3000;
    private const int Megabyte = 1024 * 1024;

    /// <param name="table">Where the numbers go.</param>
    /// <param name="sdkPass">The milliseconds of the JavaScript SDK's second pass over 10,000 items in this run; null where it wasn't measured.</param>
    public static async Task RunAsync(Table table, double? sdkPass)
    {
        JourneyCost few = await MeasureAsync(Few, 10);
        double ratio = few.Makespan / few.Clairvoyant;
        table.Add("whole journey of 1,000 VMs", $"{few.Makespan:h\\:mm\\:ss} ({few.Outcome}, {few.Throttled} × 429)", $"{few.Clairvoyant:h\\:mm\\:ss}, clairvoyant", "≤ 1.03 ×", FormattableString.Invariant($"{ratio:0.000} ×"), ratio <= 1.03 && few.Outcome == FailbackRunOutcome.Succeeded);
        table.Add("ARM calls of that journey: reads", FormattableString.Invariant($"{Each(few.Reads):0.00} a VM"), FormattableString.Invariant($"{Each(few.PollerReads):0.00} a VM, one poller per operation"), "≤ 8 a VM", FormattableString.Invariant($"{Each(few.Reads):0.00}"), Each(few.Reads) <= 8);
        table.Add("same: writes", FormattableString.Invariant($"{Each(few.Writes):0.00} a VM"), "the same operations", "≤ 4 a VM", FormattableString.Invariant($"{Each(few.Writes):0.00}"), Each(few.Writes) <= 4);
        JourneyCost[] apart = [few, await MeasureAsync(Few, 10), await MeasureAsync(Few, 10)];
        JourneyCost[] together = [await MeasureTogetherAsync(Few, 10), await MeasureTogetherAsync(Few, 10), await MeasureTogetherAsync(Few, 10)];
        double cpu = Cpu(apart);
        double memory = Memory(apart);
        double times = cpu * 1000 / (sdkPass ?? double.NaN);
        table.Add("that journey's CPU time", FormattableString.Invariant($"{cpu:0.0} s (median of 3); {Cpu(together):0.0} s together with the emulator in one process"), FormattableString.Invariant($"{sdkPass:0} ms, the JavaScript SDK's second pass over 10,000 items"), "≤ 5 ×", FormattableString.Invariant($"{times:0.0} ×"), times <= 5);
        table.Add("same: memory above the host", FormattableString.Invariant($"{memory:0} MB at most (median of 3)"), FormattableString.Invariant($"{Memory(together):0} MB together with the emulator in one process"), "≤ 100 MB", FormattableString.Invariant($"{memory:0} MB"), memory <= 100);
        JourneyCost many = await MeasureAsync(Many, 30);
        double cpuGrowth = Cpu(many) / cpu / ((double)Many / Few);
        double memoryGrowth = Memory(many) / memory / ((double)Many / Few);
        table.Add("same for 3,000 VMs in 30 plans", FormattableString.Invariant($"CPU {Cpu(many):0.0} s, memory {Memory(many):0} MB ({many.Outcome}, {(double)many.Reads / Many:0.00} reads a VM)"), "3 × that of 1,000", "linear: ≤ 1.2 × that", FormattableString.Invariant($"CPU {cpuGrowth:0.00} ×, memory {memoryGrowth:0.00} ×"), cpuGrowth <= 1.2 && memoryGrowth <= 1.2);

        static double Each(int count) => (double)count / Few;
    }

    /// <summary>One journey in a process of its own; the emulator, which stands for Azure, is in this one.</summary>
    public static Task<JourneyCost> MeasureAsync(int vms, int plans) =>
        WithSnapshotAsync(vms, plans, path => FleetJourney.RunApartAsync(path, address => SelfAsync("journey-client", address)));

    /// <summary>One journey and the emulator together in a process of their own.</summary>
    private static Task<JourneyCost> MeasureTogetherAsync(int vms, int plans) =>
        WithSnapshotAsync(vms, plans, path => SelfAsync("journey-run", path));

    private static async Task<JourneyCost> SelfAsync(string command, string argument) =>
        JsonConvert.DeserializeObject<JourneyCost>(await Fresh.SelfAsync(command, argument))!;

    private static async Task<JourneyCost> WithSnapshotAsync(int vms, int plans, Func<string, Task<JourneyCost>> run)
    {
        string path = Path.Combine(Path.GetTempPath(), $"avsfailback-bench-{Environment.ProcessId}-{vms}.json");
        await File.WriteAllTextAsync(path, FleetJourney.Snapshot(vms, plans, Spread));
        try
        {
            return await run(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static double Cpu(params JourneyCost[] costs) => Fresh.Median(costs.Select(cost => cost.Cpu.TotalSeconds));

    private static double Memory(params JourneyCost[] costs) => Fresh.Median(costs.Select(cost => (double)cost.Memory / Megabyte));
}
