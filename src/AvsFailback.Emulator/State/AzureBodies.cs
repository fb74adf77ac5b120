using System;
using System.Collections.Generic;
using System.Linq;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.State;

/// <summary>An Azure VM to be made.</summary>
internal sealed record AzureVmPlan(
    string VmId, string Location, string VmSize, string NetworkId, string Subnet, bool Windows, IReadOnlyList<long> DiskBytes, string PrivateIp)
{
    public string Name => ArmPath.Name(VmId);

    /// <summary>Names of the disks, where Site Recovery gives them names of their own.</summary>
    public IReadOnlyList<string>? DiskNames { get; init; }

    public string Scope => VmId.Substring(0, VmId.IndexOf("/providers/", StringComparison.OrdinalIgnoreCase));

    public string NicId => $"{Scope}/providers/Microsoft.Network/networkInterfaces/{Name}-nic0";
}

/// <summary>Writes Compute VMs and network interfaces as their GETs return them (public ARM reference).</summary>
internal static class AzureBodies
{
    public static JObject Vm(AzureVmPlan plan, Identifiers ids, DateTimeOffset created) => new()
    {
        ["name"] = plan.Name,
        ["id"] = plan.VmId,
        ["type"] = ResourceTypes.VirtualMachine,
        ["location"] = plan.Location,
        ["properties"] = new JObject
        {
            ["hardwareProfile"] = new JObject { ["vmSize"] = plan.VmSize },
            ["provisioningState"] = "Succeeded",
            ["vmId"] = ids.Guid("azure-vm", plan.VmId),
            ["storageProfile"] = new JObject
            {
                ["osDisk"] = Disk(plan, 0, plan.DiskNames?[0] ?? $"{plan.Name}-os"),
                ["dataDisks"] = new JArray(plan.DiskBytes.Skip(1).Select((_, i) => Disk(plan, i + 1, plan.DiskNames?[i + 1] ?? $"{plan.Name}-data{i}"))),
            },
            ["networkProfile"] = new JObject
            {
                ["networkInterfaces"] = new JArray(new JObject { ["id"] = plan.NicId, ["properties"] = new JObject { ["primary"] = true } }),
            },
            ["timeCreated"] = Instants.Text(created),
        },
    };

    public static JObject Nic(AzureVmPlan plan, Identifiers ids) => new()
    {
        ["name"] = ArmPath.Name(plan.NicId),
        ["id"] = plan.NicId,
        ["etag"] = $"W/\"{ids.Guid("etag", plan.NicId)}\"",
        ["type"] = ResourceTypes.NetworkInterface,
        ["location"] = plan.Location,
        ["properties"] = new JObject
        {
            ["provisioningState"] = "Succeeded",
            ["resourceGuid"] = ids.Guid("nic", plan.NicId),
            ["ipConfigurations"] = new JArray(new JObject
            {
                ["name"] = "ipconfig1",
                ["id"] = plan.NicId + "/ipConfigurations/ipconfig1",
                ["type"] = ResourceTypes.NetworkInterface + "/ipConfigurations",
                ["properties"] = new JObject
                {
                    ["provisioningState"] = "Succeeded",
                    ["privateIPAddress"] = plan.PrivateIp,
                    ["privateIPAllocationMethod"] = "Dynamic",
                    ["subnet"] = new JObject { ["id"] = $"{plan.NetworkId}/subnets/{plan.Subnet}" },
                    ["primary"] = true,
                    ["privateIPAddressVersion"] = "IPv4",
                },
            }),
            ["dnsSettings"] = new JObject { ["dnsServers"] = new JArray(), ["appliedDnsServers"] = new JArray() },
            ["enableAcceleratedNetworking"] = false,
            ["enableIPForwarding"] = false,
            ["primary"] = true,
            ["virtualMachine"] = new JObject { ["id"] = plan.VmId },
        },
    };

    /// <summary>A managed disk as its GET returns it: what it is attached to is "managedBy".</summary>
    public static JObject ManagedDisk(string id, string location, JToken attached, string? vmId)
    {
        var disk = new JObject
        {
            ["name"] = ArmPath.Name(id),
            ["id"] = id,
            ["type"] = ResourceTypes.Disk,
            ["location"] = location,
            ["sku"] = new JObject { ["name"] = attached["managedDisk"].Text("storageAccountType") ?? "StandardSSD_LRS" },
            ["properties"] = new JObject
            {
                ["osType"] = attached["osType"],
                ["creationData"] = new JObject { ["createOption"] = "Import" },
                ["diskSizeGB"] = attached["diskSizeGB"],
                ["provisioningState"] = "Succeeded",
                ["diskState"] = vmId is null ? "Unattached" : "Attached",
            },
        };
        if (vmId is not null)
        {
            disk["managedBy"] = vmId;
        }

        return disk;
    }

    private static JObject Disk(AzureVmPlan plan, int index, string name)
    {
        var disk = new JObject();
        if (index > 0)
        {
            disk["lun"] = index - 1;
        }
        else
        {
            disk["osType"] = plan.Windows ? "Windows" : "Linux";
        }

        disk["name"] = name;
        disk["createOption"] = "Attach";
        disk["caching"] = "ReadWrite";
        disk["managedDisk"] = new JObject
        {
            ["storageAccountType"] = "StandardSSD_LRS",
            ["id"] = $"{plan.Scope}/providers/Microsoft.Compute/disks/{name}",
        };
        disk["deleteOption"] = "Detach";
        disk["diskSizeGB"] = plan.DiskBytes[index] >> 30;
        return disk;
    }
}
