using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using AvsFailback.Bench;

if (args.Length > 0 && args[0] == "micro")
{
    return;
}

int vms = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 1000;
JourneyCost cost = await FleetJourney.RunAsync(vms, 10, 0.2);
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{cost.Vms} VMs: {cost.Outcome}, makespan {cost.Makespan}, {(double)cost.Reads / cost.Vms:0.00} reads and {(double)cost.Writes / cost.Vms:0.00} writes a VM, {cost.Throttled} throttled, CPU {cost.Cpu.TotalSeconds:0.0} s, memory {cost.Memory / 1048576} MB"));
Console.WriteLine($"GC {GC.CollectionCount(0)} {GC.CollectionCount(1)} {GC.CollectionCount(2)} pause {GC.GetTotalPauseDuration()} allocated {GC.GetTotalAllocatedBytes() / 1048576} MB");
foreach ((string operation, int count) in cost.Operations.OrderByDescending(pair => pair.Value))
{
    Console.WriteLine($"  {operation}: {count}");
}
