using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using AvsFailback.Emulator.Operations;
using AvsFailback.Emulator.State;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.Http;

/// <summary>Compute VMs with their power, and network interfaces (public ARM reference).</summary>
internal sealed class ComputeRoutes(Vault vault, Aftermath aftermath) : IRoutes
{
    private const string Compute = "/providers/Microsoft.Compute/virtualMachines";
    private const string Disks = "/providers/Microsoft.Compute/disks";
    private const string Network = "/providers/Microsoft.Network/networkInterfaces";

    // Power operations under way, by their id.
    private readonly Dictionary<string, (DateTimeOffset From, DateTimeOffset Until)> _operations = new(StringComparer.OrdinalIgnoreCase);

    // What a VM's power was last, and how that is written.
    private readonly ConditionalWeakTable<ArmResource, StatusText> _statusOnly = new();

    public void AddTo(RouteTable table)
    {
        table.Add("GET", RouteTable.Subscription + Compute, "ListVirtualMachines", ListVms);
        table.Add("GET", RouteTable.Group + Compute, "ListVirtualMachines", ListVms);
        table.Add("GET", RouteTable.Group + Compute + "/{vm}", "GetVirtualMachine", GetVm);
        table.Add("GET", RouteTable.Group + Compute + "/{vm}/instanceView", "GetInstanceView", context => EmulatedResponse.Ok(InstanceView(Vm(context, 8))));
        table.Add("POST", RouteTable.Group + Compute + "/{vm}/start", "StartVirtualMachine", context => Power(context, AzureSide.Running));
        table.Add("POST", RouteTable.Group + Compute + "/{vm}/powerOff", "PowerOffVirtualMachine", context => Power(context, AzureSide.Stopped));
        table.Add("POST", RouteTable.Group + Compute + "/{vm}/deallocate", "DeallocateVirtualMachine", context => Power(context, AzureSide.Deallocated));
        table.Add("GET", RouteTable.Subscription + "/providers/Microsoft.Compute/locations/{location}/operations/{computeOperation}", "GetComputeOperation", Operation);
        table.Add("GET", RouteTable.Group + Disks + "/{disk}", "GetDisk", GetDisk);
        table.Add("GET", RouteTable.Subscription + Network, "ListNetworkInterfaces", ListNics);
        table.Add("GET", RouteTable.Group + Network, "ListNetworkInterfaces", ListNics);
        table.Add("GET", RouteTable.Group + Network + "/{nic}", "GetNetworkInterface", context => vault.Store.Find(context.Request.Path) is { } nic
            ? EmulatedResponse.Ok(nic.Full(context.Now))
            : throw ArmException.ResourceNotFound(ResourceTypes.NetworkInterface, context.Value("nic"), context.Value("group")));
    }

    private EmulatedResponse ListVms(RequestContext context)
    {
        bool statusOnly = string.Equals(context.Request.Parameter("statusOnly"), "true", StringComparison.OrdinalIgnoreCase);
        return Lists.Page(context, InScope(context, ResourceTypes.VirtualMachine),
            vm => statusOnly ? StatusOnly(vm) : vm.Full(context.Now), nullLink: false);
    }

    private EmulatedResponse ListNics(RequestContext context) =>
        Lists.Page(context, InScope(context, ResourceTypes.NetworkInterface), nic => nic.Full(context.Now), nullLink: false);

    private List<ArmResource> InScope(RequestContext context, string type) =>
        vault.Store.Under(type, context.Has("group") ? context.Scope(4) : context.Scope(2)).ToList();

    private EmulatedResponse GetVm(RequestContext context)
    {
        ArmResource vm = Vm(context, 8);
        if (context.Request.Parameter("$expand")?.IndexOf("instanceView", StringComparison.OrdinalIgnoreCase) is null or < 0)
        {
            return EmulatedResponse.Ok(vm.Full(context.Now));
        }

        var body = (JObject)vm.Body.DeepClone();
        body["properties"]!["instanceView"] = InstanceView(vm);
        return EmulatedResponse.Ok(body);
    }

    /// <summary>A disk of the snapshot, or one that a VM says it has; what it is attached to is what counts.</summary>
    private EmulatedResponse GetDisk(RequestContext context)
    {
        string id = context.Request.Path;
        if (vault.Store.Find(id) is { } own)
        {
            return EmulatedResponse.Ok(own.Full(context.Now));
        }

        foreach (ArmResource vm in vault.Store.Under(ResourceTypes.VirtualMachine, context.Scope(2)))
        {
            JToken? storage = vm.Properties["storageProfile"];
            JToken? disk = (storage?["dataDisks"] as JArray ?? []).Prepend(storage?["osDisk"] ?? new JObject())
                .FirstOrDefault(one => string.Equals((string?)one["managedDisk"]?["id"], id, StringComparison.OrdinalIgnoreCase));
            if (disk is not null)
            {
                return EmulatedResponse.Ok(new JObject
                {
                    ["name"] = context.Value("disk"),
                    ["id"] = (string)disk["managedDisk"]!["id"]!,
                    ["type"] = "Microsoft.Compute/disks",
                    ["location"] = vm.Body.Text("location"),
                    ["managedBy"] = vm.Id,
                    ["properties"] = new JObject { ["diskState"] = "Attached", ["provisioningState"] = "Succeeded" },
                });
            }
        }

        throw ArmException.ResourceNotFound("Microsoft.Compute/disks", context.Value("disk"), context.Value("group"));
    }

    private JObject InstanceView(ArmResource vm)
    {
        bool runs = vault.Azure.Power(vm.Id) == AzureSide.Running;
        var view = new JObject();
        if (runs)
        {
            view["computerName"] = vm.Name;
            view["osName"] = (string?)vm.Properties["storageProfile"]?["osDisk"]?["osType"] ?? "Windows";
            view["vmAgent"] = new JObject
            {
                ["vmAgentVersion"] = "2.7.41491.1121",
                ["statuses"] = new JArray(new JObject { ["code"] = "ProvisioningState/succeeded", ["level"] = "Info", ["displayStatus"] = "Ready" }),
            };
        }

        view["statuses"] = vault.Azure.Statuses(vm.Id);
        return view;
    }

    /// <summary>A VM with its power alone; nothing else of that changes while the VM lives.</summary>
    private byte[] StatusOnly(ArmResource vm)
    {
        string power = vault.Azure.Power(vm.Id);
        if (!_statusOnly.TryGetValue(vm, out StatusText? known) || known.Power != power)
        {
            JObject body = vm.Body;
            known = new StatusText(power, Json.Bytes(new JObject
            {
                ["name"] = vm.Name,
                ["id"] = vm.Id,
                ["type"] = vm.Type,
                ["location"] = body["location"],
                ["properties"] = new JObject
                {
                    ["vmId"] = body["properties"]?["vmId"],
                    ["provisioningState"] = body["properties"]?["provisioningState"],
                    ["instanceView"] = new JObject { ["statuses"] = vault.Azure.Statuses(vm.Id) },
                },
            }));
            _statusOnly.Remove(vm);
            _statusOnly.Add(vm, known);
        }

        return known.Bytes;
    }

    private EmulatedResponse Power(RequestContext context, string power)
    {
        ArmResource vm = Vm(context, 8);
        string operation = vault.NextGuid("compute-operation", vm.Name);
        _operations[operation] = (context.Now, context.Now.AddSeconds(vault.Settings.Modernized.VmPower));
        aftermath.ChangePower(vm.Id, power, context.N);
        context.Effect = "PowerChange";
        string url = $"{context.Authority}{context.Scope(2)}/providers/Microsoft.Compute/locations/{vm.Body.Text("location")}/operations/{operation}?api-version={context.Request.Parameter("api-version")}";
        return EmulatedResponse.Empty(202).With("Azure-AsyncOperation", url).With("Location", url + "&monitor=true").With("Retry-After", RetryAfter.Text(10, context));
    }

    private EmulatedResponse Operation(RequestContext context)
    {
        if (!_operations.TryGetValue(context.Value("computeOperation"), out (DateTimeOffset From, DateTimeOffset Until) operation))
        {
            throw ArmException.ResourceNotFound("Microsoft.Compute/locations/operations", context.Value("computeOperation"), null);
        }

        bool done = context.Now >= operation.Until;
        if (context.Request.Parameter("monitor") == "true")
        {
            return done ? EmulatedResponse.Empty(200) : EmulatedResponse.Empty(202)
                .With("Location", context.Authority + context.Request.Uri.PathAndQuery)
                .With("Retry-After", RetryAfter.Text(10, context));
        }

        var body = new JObject { ["startTime"] = Instants.Text(operation.From) };
        if (done)
        {
            body["endTime"] = Instants.Text(operation.Until);
        }

        body["status"] = done ? "Succeeded" : "InProgress";
        body["name"] = context.Value("computeOperation");
        return EmulatedResponse.Ok(body);
    }

    private ArmResource Vm(RequestContext context, int segments) => vault.Store.Find(context.Scope(segments))
        ?? throw ArmException.ResourceNotFound(ResourceTypes.VirtualMachine, context.Value("vm"), context.Value("group"));

    private sealed record StatusText(string Power, byte[] Bytes);
}
