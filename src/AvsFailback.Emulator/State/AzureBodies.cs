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
                ["osDisk"] = Disk(plan, "os", plan.DiskBytes[0], null),
                ["dataDisks"] = new JArray(plan.DiskBytes.Skip(1).Select((bytes, i) => Disk(plan, $"data{i}", bytes, i))),
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

    private static JObject Disk(AzureVmPlan plan, string suffix, long bytes, int? lun)
    {
        var disk = new JObject();
        if (lun is { } number)
        {
            disk["lun"] = number;
        }
        else
        {
            disk["osType"] = plan.Windows ? "Windows" : "Linux";
        }

        disk["name"] = $"{plan.Name}-{suffix}";
        disk["createOption"] = "Attach";
        disk["caching"] = "ReadWrite";
        disk["managedDisk"] = new JObject
        {
            ["storageAccountType"] = "StandardSSD_LRS",
            ["id"] = $"{plan.Scope}/providers/Microsoft.Compute/disks/{plan.Name}-{suffix}",
        };
        disk["deleteOption"] = "Detach";
        disk["diskSizeGB"] = bytes >> 30;
        return disk;
    }
}
