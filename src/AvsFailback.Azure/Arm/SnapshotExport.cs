using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Asr;
using AvsFailback.Azure.Wire;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Azure.Arm;

/// <summary>
/// Writes what a vault holds as the service told it, one resource after the other. Reads only. Its bodies are passed on
/// whole, unknown fields included, so they don't go through the model.
/// </summary>
internal sealed class SnapshotExport(ArmClient arm, VaultPaths paths, IClock clock)
{
    private const string Format = "avsfailback-snapshot/1";

    public async Task WriteAsync(TextWriter output, CancellationToken cancellationToken)
    {
        using var writer = new JsonTextWriter(output) { CloseOutput = false, Formatting = Formatting.Indented };
        writer.WriteStartObject();
        Field(writer, "format", Format);
        Field(writer, "vault", paths.Vault.ToString());
        Field(writer, "utcNow", Moments.Format(clock.UtcNow));
        writer.WritePropertyName("resources");
        writer.WriteStartArray();
        var export = new Run(arm, paths, writer, cancellationToken);
        await export.AllAsync();
        writer.WriteEndArray();
        WritePermissions(writer, export.Permissions);
        WriteNotes(writer, export.Notes);
        writer.WriteEndObject();
        writer.Flush();
        await output.FlushAsync();
    }

    /// <summary>What the caller may do isn't a resource: it goes where the emulator keeps what it answers to that.</summary>
    private static void WritePermissions(JsonTextWriter writer, JArray permissions)
    {
        if (permissions.Count > 0)
        {
            writer.WritePropertyName("emulator");
            new JObject { ["permissions"] = permissions }.WriteTo(writer);
        }
    }

    private static void WriteNotes(JsonTextWriter writer, List<string> notes)
    {
        if (notes.Count == 0)
        {
            return;
        }

        writer.WritePropertyName("notes");
        writer.WriteStartArray();
        foreach (string note in notes)
        {
            writer.WriteValue(note);
        }

        writer.WriteEndArray();
    }

    private static void Field(JsonTextWriter writer, string name, string value)
    {
        writer.WritePropertyName(name);
        writer.WriteValue(value);
    }

    private sealed class Run(ArmClient arm, VaultPaths paths, JsonTextWriter writer, CancellationToken cancellationToken)
    {
        private static readonly string[] Running = ["NotStarted", "InProgress", "Suspended", "Cancelling"];

        // A job's start may lie before the item's own instant of it by the two clocks' difference.
        private static readonly TimeSpan JobSkew = TimeSpan.FromMinutes(5);

        private readonly Dictionary<string, DateTimeOffset> _failedBack = new(StringComparer.OrdinalIgnoreCase);
        private readonly HashSet<ArmId> _sites = [];
        private readonly HashSet<ArmId> _machines = [];
        private readonly HashSet<ArmId> _interfaces = [];
        private readonly HashSet<string> _namesOfMachines = new(StringComparer.OrdinalIgnoreCase);
        private readonly HashSet<ArmId> _disks = [];

        public List<string> Notes { get; } = [];

        public JArray Permissions { get; } = [];

        public async Task AllAsync()
        {
            Write(await ReadAsync(VaultPaths.VaultItself(paths.Vault)));
            await EachAsync("replicationFabrics", NoteSite);
            await ListAsync(paths.List("replicationProtectionContainers"));
            await ListAsync(paths.List("replicationPolicies"));
            await ListAsync(paths.List("replicationProtectionContainerMappings"));
            await OptionalAsync("recovery services providers", () => ListAsync(paths.List("replicationRecoveryServicesProviders")));
            await OptionalAsync("vCenters", () => ListAsync(paths.List("replicationvCenters")));
            await OptionalAsync("replication appliances", () => ListAsync(paths.List("replicationAppliances")));
            foreach (ArmId item in await EachAsync("replicationProtectedItems", NoteMachine))
            {
                await OptionalAsync($"recovery points of {item.Name}", () => ListAsync(VaultPaths.RecoveryPoints(item)));
            }

            await EachAsync("replicationRecoveryPlans", static _ => { });
            await EachAsync(paths.Jobs(new JobFilter { States = Running }), static _ => { });
            if (_failedBack.Count > 0)
            {
                // How a failback's job ended decides on its commit.
                await OptionalAsync("jobs of failbacks", () => EachAsync(paths.Jobs(new JobFilter { From = _failedBack.Values.Min() - JobSkew }), static _ => { }, IsOfFailback));
            }

            foreach (ArmId site in _sites)
            {
                await OptionalAsync($"run-as accounts of {site.Name}", () => ListAsync(VaultPaths.RunAsAccounts(site)));
            }

            // Classic items that replicate to AVS don't name their VM: readiness finds it by name and address (failback-rules, last section).
            foreach (string subscription in SubscriptionsToSearch())
            {
                await OptionalAsync("Azure VMs of items that don't name them", () => PagesAsync(VaultPaths.AzureVms(subscription), NoteWanted));
            }

            foreach (ArmId machine in _machines)
            {
                await OptionalAsync($"Azure VM {machine.Name}", async () => NoteInterfaces(Write(await ReadAsync(VaultPaths.AzureVm(machine)))));
            }

            foreach (ArmId nic in _interfaces)
            {
                await OptionalAsync($"network interface {nic.Name}", async () => Write(await ReadAsync(VaultPaths.NetworkResource(nic))));
            }

            foreach (string subscription in _machines.Select(machine => machine.SubscriptionId).Append(paths.Vault.SubscriptionId).Distinct(StringComparer.OrdinalIgnoreCase))
            {
                await OptionalAsync("locks", () => ListAsync(VaultPaths.Locks(subscription)));
            }

            await OptionalAsync("permissions", () => PagesAsync(paths.Permissions, Permissions.Add));
        }

        /// <summary>Lists, then reads each by itself, since lists are thinner (asr-contract §4.1).</summary>
        private async Task<List<ArmId>> EachAsync(string listOrKind, Action<JObject> see, Func<JObject, bool>? isWanted = null)
        {
            List<ArmId> ids = [];
            await PagesAsync(listOrKind[0] == '/' ? listOrKind : paths.List(listOrKind), r =>
            {
                if (ArmId.TryParse((string?)Value(r, "id"), out ArmId? id) && isWanted?.Invoke(r) != false)
                {
                    ids.Add(id);
                }
            });
            List<ArmId> found = [];
            foreach (ArmId id in ids)
            {
                // What has gone meanwhile is left out.
                if (await arm.FindAsync(VaultPaths.SiteRecovery(id.ToString()), static (ref r) => r.Tree(), cancellationToken) is JObject resource)
                {
                    see(Write(resource));
                    found.Add(id);
                }
            }

            return found;
        }

        // The list of appliances has entries without an id (published API); what they tell stands in the fabrics too.
        private Task ListAsync(string address) => PagesAsync(address, r =>
        {
            if (ArmId.TryParse((string?)Value(r, "id"), out _))
            {
                Write(r);
            }
        });

        private async Task PagesAsync(string address, Action<JObject> see)
        {
            for (string? next = address; !string.IsNullOrEmpty(next);)
            {
                JObject page = await ReadAsync(next!);
                foreach (JObject resource in (Value(page, "value") as JArray ?? []).OfType<JObject>())
                {
                    see(resource);
                }

                next = (string?)Value(page, "nextLink");
            }
        }

        private async Task<JObject> ReadAsync(string address) =>
            await arm.GetAsync(address, static (ref r) => r.Tree(), cancellationToken) as JObject
            ?? throw new ConnectionException($"The answer to GET {address.Split('?')[0]} isn't a resource.", null);

        private JObject Write(JObject resource)
        {
            resource.WriteTo(writer);
            return resource;
        }

        private async Task OptionalAsync(string what, Func<Task> export)
        {
            try
            {
                await export();
            }
            catch (ServiceException e)
            {
                Notes.Add($"Left out: {what} (HTTP {e.Status} {e.Code}).");
            }
        }

        private void NoteSite(JObject fabric)
        {
            if (ArmId.TryParse((string?)Value(Value(Value(fabric, "properties"), "customDetails"), "vmwareSiteId"), out ArmId? site))
            {
                _sites.Add(site);
            }
        }

        private void NoteMachine(JObject item)
        {
            var reader = new WireReader(new StringReader(item.ToString(Formatting.None)));
            ReplicatedItem? read = reader.Root((ref r) => ItemReader.Read(ref r, new ReadContext(null, default, IsComplete: true)));
            if (read is { Phase: ReplicationPhase.FailedBack, ObjectId: { } name, LastFailoverTime: { } started })
            {
                _failedBack[name] = started;
            }

            if (read?.AzureVmId is { } machine)
            {
                _machines.Add(machine);
            }
            else if (read is { Direction: ReplicationDirection.AzureToAvs })
            {
                _namesOfMachines.Add(read.Name);
            }

            _disks.UnionWith(read?.Disks.Select(disk => disk.AzureDiskId).OfType<ArmId>() ?? []);
        }

        private HashSet<string> SubscriptionsToSearch()
        {
            var all = new HashSet<string>(_disks.Select(disk => disk.SubscriptionId), StringComparer.OrdinalIgnoreCase);
            if (_namesOfMachines.Count > 0)
            {
                all.Add(paths.Vault.SubscriptionId);
            }

            return all;
        }

        private bool IsOfFailback(JObject job)
        {
            JToken? told = Value(job, "properties");
            return (string?)Value(told, "targetObjectId") is { } target && _failedBack.ContainsKey(target)
                && ActionMetadata.IsDoneBy(FailbackAction.FailBack, (string?)Value(told, "scenarioName") ?? string.Empty)
                && !Running.Contains((string?)Value(told, "state"), StringComparer.OrdinalIgnoreCase);
        }

        private void NoteWanted(JObject machine)
        {
            JToken? storage = Value(Value(machine, "properties"), "storageProfile");
            IEnumerable<JToken?> disks = (Value(storage, "dataDisks") as JArray ?? []).Prepend(Value(storage, "osDisk")!);
            bool isOwner = disks.Any(disk => ArmId.TryParse((string?)Value(Value(disk, "managedDisk"), "id"), out ArmId? own) && _disks.Contains(own));
            if (ArmId.TryParse((string?)Value(machine, "id"), out ArmId? id) && (isOwner || _namesOfMachines.Contains(id.Name)))
            {
                _machines.Add(id);
            }
        }

        private void NoteInterfaces(JObject machine)
        {
            foreach (JToken nic in Value(Value(Value(machine, "properties"), "networkProfile"), "networkInterfaces") as JArray ?? [])
            {
                if (ArmId.TryParse((string?)Value(nic, "id"), out ArmId? id))
                {
                    _interfaces.Add(id);
                }
            }
        }

        private static JToken? Value(JToken? token, string name) => (token as JObject)?.GetValue(name, StringComparison.OrdinalIgnoreCase);
    }
}
