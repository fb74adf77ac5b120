using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using AvsFailback.Bench;
using Newtonsoft.Json;

// Without an argument all numbers; with import, inventory, journeys or loopback those alone; "journey 500" tells what one journey asked for.
var table = new Table();
switch (args.FirstOrDefault())
{
    case "journey-run":
        Console.WriteLine(JsonConvert.SerializeObject(await FleetJourney.RunAsync(args[1])));
        return;
    case "journey-client":
        Console.WriteLine(JsonConvert.SerializeObject(await FleetJourney.RunOnAsync(args[1])));
        return;
    case "inventory-client":
        await Inventory.ListAsync(args[1]);
        return;
    case "journey":
        int vms = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 1000;
        JourneyCost cost = await JourneyNumbers.MeasureAsync(vms, 10);
        Console.WriteLine(FormattableString.Invariant($"{cost.Vms} VMs: {cost.Outcome}, makespan {cost.Makespan}, clairvoyant {cost.Clairvoyant} ({cost.Makespan / cost.Clairvoyant:0.000}), {(double)cost.Reads / vms:0.00} reads, {(double)cost.Writes / vms:0.00} writes, {(double)cost.PollerReads / vms:0.00} poller reads a VM, {cost.Throttled} × 429, CPU {cost.Cpu.TotalSeconds:0.0} s, memory {cost.Memory / 1048576} MB"));
        foreach ((string operation, int count) in cost.Operations.OrderByDescending(pair => pair.Value))
        {
            Console.WriteLine($"  {operation}: {count}");
        }

        return;
}

if (args.Length == 0 || args[0] == "import")
{
    await ModuleImport.RunAsync(table);
}

if (args.Length == 0 || args[0] == "inventory")
{
    await Inventory.RunAsync(table);
}

if (args.Length == 0 || args[0] == "loopback")
{
    await Loopback.RunAsync(table);
}

if (args.Length == 0 || args[0] == "journeys")
{
    await JourneyNumbers.RunAsync(table);
}

table.Print();
