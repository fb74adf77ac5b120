using System;
using System.Collections.Generic;
using System.Linq;
using AvsFailback.Emulator.Clock;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.State;

/// <summary>The Azure VMs: their power, and their coming and going.</summary>
internal sealed class AzureSide(ResourceStore store, ItemBook items, EmulatorClock clock, Identifiers ids)
{
    public const string Running = "running";
    public const string Deallocated = "deallocated";
    public const string Stopped = "stopped";

    /// <summary>How much of an Azure VM a commit deletes.</summary>
    public const string Alone = "vm";
    public const string WithNics = "nics";
    public const string WithAll = "all";

    private readonly Dictionary<string, string> _power = new(StringComparer.OrdinalIgnoreCase);

    // Which VM has which disk: asked for seldom, so put together when it is and forgotten when a VM comes or goes.
    private Dictionary<string, string>? _diskOwners;

    public string Power(string vmId) => _power.TryGetValue(vmId, out string? power) ? power : Running;

    public bool IsRunning(string? vmId) => vmId is not null && store.Find(vmId) is not null && Power(vmId) == Running;

    /// <summary>
    /// Sets a VM's power; the heartbeat of an item that replicates from it stops and starts with it. An item that was failed over to Azure keeps the last beat of the VM in AVS
    /// until its reprotect: it was the same five hours later (CLI; P17:V2ATestReprotect).
    /// </summary>
    public void SetPower(string vmId, string power)
    {
        _power[vmId] = power;
        if (items.OfAzureVm(vmId) is { } item && (item.Stage is ItemStage.CopyingToAvs or ItemStage.ReadyToFailBack || item is { Stage: ItemStage.FailoverFailed, IsForward: false }))
        {
            item.State.HeartbeatStopped = power == Running ? null : item.State.HeartbeatStopped ?? clock.Now;
            item.Resource.Changed();
        }
    }

    public JArray Statuses(string vmId)
    {
        string power = Power(vmId);
        return
        [
            new JObject { ["code"] = "ProvisioningState/succeeded", ["level"] = "Info", ["displayStatus"] = "Provisioning succeeded" },
            new JObject { ["code"] = "PowerState/" + power, ["level"] = "Info", ["displayStatus"] = "VM " + power },
        ];
    }

    /// <summary>Makes the VM that a failover to Azure makes, with its network interface.</summary>
    public void Create(AzureVmPlan plan)
    {
        if (store.Find(plan.NicId) is null)
        {
            store.Add(AzureBodies.Nic(plan, ids)).Rest(clock.Now);
        }

        store.Add(AzureBodies.Vm(plan, ids, clock.Now)).Rest(clock.Now);
        _diskOwners = null;
        SetPower(plan.VmId, Running);
    }

    /// <summary>Deletes a VM and, as is wanted, the network interfaces and disks that were its own; disks that are left are attached to nothing.</summary>
    public bool Delete(string vmId, string extent)
    {
        if (store.Find(vmId) is not { } vm)
        {
            return false;
        }

        List<JObject> disks = [.. extent == WithAll ? [] : DisksOf(vm).Select(disk => AzureBodies.ManagedDisk(IdOf(disk), Location(vm), disk, null))];
        foreach (string nic in extent == Alone ? [] : NicsOf(vm))
        {
            store.Remove(nic);
        }

        _power.Remove(vmId);
        _diskOwners = null;
        bool removed = store.Remove(vmId);
        foreach (JObject disk in disks.Where(disk => store.Find(disk.Text("id")) is null))
        {
            store.Add(disk).Rest(clock.Now);
        }

        return removed;
    }

    /// <summary>A managed disk, whether a VM has it or it is on its own; null for none.</summary>
    public JObject? Disk(string id)
    {
        _diskOwners ??= store.OfType(ResourceTypes.VirtualMachine).SelectMany(vm => DisksOf(vm).Select(disk => (Id: IdOf(disk), vm.Id)))
            .GroupBy(pair => pair.Item1, StringComparer.OrdinalIgnoreCase).ToDictionary(pairs => pairs.Key, pairs => pairs.First().Item2, StringComparer.OrdinalIgnoreCase);
        if (store.Find(id) is { } alone)
        {
            return alone.Body;
        }

        return _diskOwners.TryGetValue(id, out string? owner) && store.Find(owner) is { } vm && DisksOf(vm).FirstOrDefault(disk => ArmPath.Same(IdOf(disk), id)) is { } found
            ? AzureBodies.ManagedDisk(IdOf(found), Location(vm), found, vm.Id)
            : null;
    }

    /// <summary>All managed disks in a scope.</summary>
    public IEnumerable<JObject> Disks(string scope) =>
        store.Under(ResourceTypes.VirtualMachine, scope).SelectMany(vm => DisksOf(vm).Select(disk => AzureBodies.ManagedDisk(IdOf(disk), Location(vm), disk, vm.Id)))
            .Where(disk => store.Find(disk.Text("id")) is null).Concat(store.Under(ResourceTypes.Disk, scope).Select(disk => disk.Body));

    public string? PrivateIp(string? vmId) => store.Find(vmId) is { } vm
        ? NicsOf(vm).Select(store.Find).Select(nic => nic?.Properties["ipConfigurations"]?.FirstOrDefault()?["properties"].Text("privateIPAddress")).FirstOrDefault(ip => ip is not null)
        : null;

    private static string Location(ArmResource vm) => vm.Body.Text("location") ?? "westeurope";

    private static string IdOf(JToken disk) => disk["managedDisk"].Text("id")!;

    private static IEnumerable<JToken> DisksOf(ArmResource vm)
    {
        JToken? profile = vm.Properties["storageProfile"];
        return new[] { profile?["osDisk"] }.Concat(profile?["dataDisks"] as JArray ?? []).OfType<JObject>().Where(disk => disk["managedDisk"].Text("id") is not null);
    }

    private static string[] NicsOf(ArmResource vm) =>
        (vm.Properties["networkProfile"]?["networkInterfaces"] as JArray ?? []).Select(n => n.Text("id")).OfType<string>().ToArray();
}
