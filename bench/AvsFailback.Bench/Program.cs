using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using AvsFailback.Bench;
using Newtonsoft.Json;

// Without an argument all numbers; with import, inventory, loopback, journeys or fleets those alone; "journey 500" tells what one journey asked for;
// "fleet FOLDER 1000 10" writes a vault of that many VMs and plans, and the placement that they need, for a rehearsal.
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
    case "fleet":
        int size = int.Parse(args[2], CultureInfo.InvariantCulture);
        await File.WriteAllTextAsync(Path.Combine(args[1], "vault.json"), FleetJourney.Snapshot(size, int.Parse(args[3], CultureInfo.InvariantCulture), spread: 0.2));
        await File.WriteAllTextAsync(Path.Combine(args[1], "placement.csv"), Fleet.Placement(size / 2));
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

// Its baseline is that of the journeys too.
double? sdkPass = args.Length == 0 || args[0] is "inventory" or "journeys" ? await Inventory.RunAsync(table) : null;

if (args.Length == 0 || args[0] == "loopback")
{
    await Loopback.RunAsync(table);
}

if (args.Length == 0 || args[0] == "journeys")
{
    await JourneyNumbers.RunAsync(table, sdkPass);
}

if (args.Length == 0 || args[0] == "fleets")
{
    await FleetCommands.RunAsync(table);
}

table.Print();
