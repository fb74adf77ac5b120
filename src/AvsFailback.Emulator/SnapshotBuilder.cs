using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using AvsFailback.Emulator.Snapshots;
using AvsFailback.Emulator.State;
using AvsFailback.Emulator.State.BuiltIn;
using Microsoft.Extensions.DependencyInjection;
using Newtonsoft.Json;

namespace AvsFailback.Emulator;

/// <summary>Makes snapshots of vaults that are described in a few words, on the infrastructure of the built-in vault.</summary>
public static class SnapshotBuilder
{
    /// <summary>Makes a snapshot. The same description gives the same text each time.</summary>
    /// <param name="vaultName">The vault's name; null for that of the built-in vault.</param>
    /// <param name="items">
    /// The VMs, each with a Name and as wanted Architecture (Modernized, Classic), Phase (RunningInAzure unless told), OsType (Windows, Linux),
    /// Health (Normal, Critical), RecoveryPoints (Normal, None), ReplicationGroup (a name), and AgentRegistrationDelay (seconds, a TimeSpan, or Never).
    /// </param>
    /// <returns>The snapshot's text.</returns>
    /// <exception cref="ArgumentException">A key is unknown or a value doesn't fit; the message says what would.</exception>
    public static string Build(string? vaultName, IEnumerable<IDictionary> items)
    {
        IReadOnlyList<WantedItem> wanted = WantedItem.ReadAll(items ?? throw new ArgumentNullException(nameof(items)));
        var ids = new Identifiers(20260302);
        var names = new BuiltInNames(vaultName ?? BuiltInNames.VaultName, [.. wanted.Select((w, i) => w.ToVm(i, ids))]);
        EmulatorSettings settings = EmulatorSettings.Read(new Dictionary<string, string> { ["clock"] = "virtual", ["throttling"] = "false" });
        SnapshotFile file = SnapshotFile.Open(settings, now => BuiltInVault.Build(names, now.AddDays(-1)));
        using ServiceProvider services = Composition.Build(settings, file);
        new PhaseDriver(services, names).Bring(wanted);
        settings.Throttling = true;
        return services.GetRequiredService<SnapshotWriter>().Write().ToString(Formatting.Indented);
    }
}
