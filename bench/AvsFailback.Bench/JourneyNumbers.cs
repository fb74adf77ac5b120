using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using AvsFailback.Journey;
using Newtonsoft.Json;

namespace AvsFailback.Bench;

/// <summary>The numbers of whole journeys, each run in a process of its own.</summary>
internal static class JourneyNumbers
{
    private const double Spread = 0.2;
    private const int Few = 1000;
    private const int Many = 3000;
    private const int Megabyte = 1024 * 1024;

    public static async Task RunAsync(Table table)
    {
        JourneyCost few = await MeasureAsync(Few, 10);
        double ratio = few.Makespan / few.Clairvoyant;
        table.Add("whole journey of 1,000 VMs", $"{few.Makespan:h\\:mm\\:ss} ({few.Outcome}, {few.Throttled} × 429)", $"{few.Clairvoyant:h\\:mm\\:ss}, clairvoyant", "≤ 1.05 ×", FormattableString.Invariant($"{ratio:0.000} ×"), ratio <= 1.05 && few.Outcome == FailbackRunOutcome.Succeeded);
        table.Add("ARM calls of that journey: reads", FormattableString.Invariant($"{Each(few.Reads):0.00} a VM"), FormattableString.Invariant($"{Each(few.PollerReads):0.00} a VM, one poller per operation"), "≤ 8 a VM", FormattableString.Invariant($"{Each(few.Reads):0.00}"), Each(few.Reads) <= 8);
        table.Add("same: writes", FormattableString.Invariant($"{Each(few.Writes):0.00} a VM"), "the same operations", "≤ 4 a VM", FormattableString.Invariant($"{Each(few.Writes):0.00}"), Each(few.Writes) <= 4);
        JourneyCost again = await MeasureAsync(Few, 10);
        JourneyCost third = await MeasureAsync(Few, 10);
        TimeSpan cpu = new[] { few.Cpu, again.Cpu, third.Cpu }.Order().ElementAt(1);
        long memory = new[] { few.Memory, again.Memory, third.Memory }.Order().ElementAt(1);
        table.Add("that journey's CPU time", FormattableString.Invariant($"{cpu.TotalSeconds:0.0} s, with the emulator in the same process (median of 3)"), "none", "≤ 10 s", FormattableString.Invariant($"{cpu.TotalSeconds:0.0} s"), cpu.TotalSeconds <= 10);
        table.Add("same: memory above the host", FormattableString.Invariant($"{memory / Megabyte} MB at most, with the emulator in the same process (median of 3)"), "none", "≤ 200 MB", FormattableString.Invariant($"{memory / Megabyte} MB"), memory <= 200L * Megabyte);
        JourneyCost many = await MeasureAsync(Many, 30);
        double cpuGrowth = many.Cpu / cpu / ((double)Many / Few);
        double memoryGrowth = (double)many.Memory / memory / ((double)Many / Few);
        table.Add("same for 3,000 VMs in 30 plans", FormattableString.Invariant($"CPU {many.Cpu.TotalSeconds:0.0} s, memory {many.Memory / Megabyte} MB ({many.Outcome}, {(double)many.Reads / Many:0.00} reads a VM)"), "3 × that of 1,000", "linear: ≤ 1.2 × that", FormattableString.Invariant($"CPU {cpuGrowth:0.00} ×, memory {memoryGrowth:0.00} ×"), cpuGrowth <= 1.2 && memoryGrowth <= 1.2);

        static double Each(int count) => (double)count / Few;
    }

    public static async Task<JourneyCost> MeasureAsync(int vms, int plans)
    {
        string path = Path.Combine(Path.GetTempPath(), $"avsfailback-bench-{Environment.ProcessId}-{vms}.json");
        await File.WriteAllTextAsync(path, FleetJourney.Snapshot(vms, plans, Spread));
        try
        {
            return JsonConvert.DeserializeObject<JourneyCost>(await Fresh.SelfAsync("journey-run", path))!;
        }
        finally
        {
            File.Delete(path);
        }
    }
}
