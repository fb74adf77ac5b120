using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using AvsFailback.Emulator;

namespace AvsFailback.Bench;

/// <summary>What a command costs on 10,000 VMs beside 1,000, as a user types it, in a PowerShell process of its own.</summary>
internal static class FleetCommands
{
    private const int Few = 1_000;
    private const int Many = 10_000;

    /// <summary>VMs of one plan.</summary>
    private const int PlanSize = 100;

    private const long MostMemory = 400L << 20;

    public static async Task RunAsync(Table table)
    {
        await CompareAsync(table, "`Test-AvsFailback`", "Get-AvsReplicatedItem | Test-AvsFailback -Placement '{0}' | Out-Null");
        await CompareAsync(table, "`-WhatIf`", "Invoke-AvsFailback -RecoveryPlan {1} -Placement '{0}' -NoJournal -WhatIf | Out-Null");
        await CompareAsync(table, "whole journey", await JourneyAsync(Few), await JourneyAsync(Many));
    }

    private static async Task CompareAsync(Table table, string what, string script) =>
        await CompareAsync(table, what, await RunAsync(script, Few), await RunAsync(script, Many));

    private static Task CompareAsync(Table table, string what, Cost few, Cost many)
    {
        double cpu = many.Milliseconds / few.Milliseconds;
        double memory = (double)many.Bytes / few.Bytes;
        const double Growth = (double)Many / Few;
        table.Add(
            FormattableString.Invariant($"{Many:#,0} VMs: {what}"),
            FormattableString.Invariant($"CPU {many.Milliseconds / 1000:0.0} s, memory {many.Bytes >> 20} MB"),
            FormattableString.Invariant($"CPU {few.Milliseconds / 1000:0.0} s, memory {few.Bytes >> 20} MB for {Few:#,0}"),
            "≤ 10 × each; ≤ 400 MB",
            FormattableString.Invariant($"CPU {cpu:0.0} ×, memory {memory:0.0} ×"),
            cpu <= Growth && memory <= Growth && many.Bytes <= MostMemory);
        return Task.CompletedTask;
    }

    private static async Task<Cost> JourneyAsync(int vms)
    {
        JourneyCost cost = await JourneyNumbers.MeasureAsync(vms, vms / PlanSize);
        return cost.Outcome == FailbackRunOutcome.Succeeded
            ? new Cost(cost.Cpu.TotalMilliseconds, cost.Memory)
            : throw new InvalidOperationException($"The journey of {vms} VMs ended {cost.Outcome}.");
    }

    private static async Task<Cost> RunAsync(string script, int vms)
    {
        string folder = Directory.CreateTempSubdirectory("avsfailback-bench-").FullName;
        try
        {
            string snapshot = Path.Combine(folder, "vault.json");
            string placement = Path.Combine(folder, "placement.csv");
            await File.WriteAllTextAsync(snapshot, FleetJourney.Snapshot(vms, vms / PlanSize, spread: 0));
            await File.WriteAllTextAsync(placement, Fleet.Placement(vms / 2));
            using VaultEmulator emulator = VaultEmulator.Create(new Dictionary<string, string> { ["snapshot"] = snapshot, ["clock"] = "virtual" });
            string address = emulator.Start(0).GetLeftPart(UriPartial.Authority);
            string plans = string.Join(',', Enumerable.Range(1, vms / PlanSize).Select(number => string.Create(CultureInfo.InvariantCulture, $"plan{number:00}")));
            string[] parts = (await Fresh.RunAsync("dotnet", ModuleImport.Host, ModuleImport.Module, address, string.Format(CultureInfo.InvariantCulture, script, placement, plans))).Split(' ');
            return new Cost(double.Parse(parts[0], CultureInfo.InvariantCulture), long.Parse(parts[1], CultureInfo.InvariantCulture));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private sealed record Cost(double Milliseconds, long Bytes);
}
