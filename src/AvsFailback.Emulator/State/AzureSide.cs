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

    private readonly Dictionary<string, string> _power = new(StringComparer.OrdinalIgnoreCase);

    public string Power(string vmId) => _power.TryGetValue(vmId, out string? power) ? power : Running;

    public bool IsRunning(string? vmId) => vmId is not null && store.Find(vmId) is not null && Power(vmId) == Running;

    /// <summary>Sets a VM's power; the heartbeat of an item whose agent runs in it stops and starts with it.</summary>
    public void SetPower(string vmId, string power)
    {
        _power[vmId] = power;
        if (items.OfAzureVm(vmId) is { } item && item.Stage is not (ItemStage.FailedBack or ItemStage.Committed))
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
        SetPower(plan.VmId, Running);
    }

    /// <summary>Deletes a VM and the network interfaces that are its own.</summary>
    public bool Delete(string vmId)
    {
        if (store.Find(vmId) is not { } vm)
        {
            return false;
        }

        foreach (string nic in NicsOf(vm))
        {
            store.Remove(nic);
        }

        _power.Remove(vmId);
        return store.Remove(vmId);
    }

    public string? PrivateIp(string? vmId) => store.Find(vmId) is { } vm
        ? NicsOf(vm).Select(store.Find).Select(nic => nic?.Properties["ipConfigurations"]?.FirstOrDefault()?["properties"].Text("privateIPAddress")).FirstOrDefault(ip => ip is not null)
        : null;

    private static string[] NicsOf(ArmResource vm) =>
        (vm.Properties["networkProfile"]?["networkInterfaces"] as JArray ?? []).Select(n => n.Text("id")).OfType<string>().ToArray();
}
