using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
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
        WriteNotes(writer, export.Notes);
        writer.WriteEndObject();
        writer.Flush();
        await output.FlushAsync();
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
        private readonly HashSet<ArmId> _sites = [];
        private readonly HashSet<ArmId> _machines = [];
        private readonly HashSet<ArmId> _interfaces = [];

        public List<string> Notes { get; } = [];

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
            await EachAsync(paths.Jobs(new JobFilter { States = ["NotStarted", "InProgress", "Suspended", "Cancelling"] }), static _ => { });
            foreach (ArmId site in _sites)
            {
                await OptionalAsync($"run-as accounts of {site.Name}", () => ListAsync(VaultPaths.RunAsAccounts(site)));
            }

            foreach (ArmId machine in _machines)
            {
                await OptionalAsync($"Azure VM {machine.Name}", async () => NoteInterfaces(Write(await ReadAsync(VaultPaths.AzureVm(machine)))));
            }

            foreach (ArmId nic in _interfaces)
            {
                await OptionalAsync($"network interface {nic.Name}", async () => Write(await ReadAsync(VaultPaths.NetworkResource(nic))));
            }
        }

        /// <summary>Lists, then reads each by itself, since lists are thinner (asr-contract §4.1).</summary>
        private async Task<List<ArmId>> EachAsync(string listOrKind, Action<JObject> see)
        {
            List<ArmId> ids = [];
            await PagesAsync(listOrKind[0] == '/' ? listOrKind : paths.List(listOrKind), r =>
            {
                if (ArmId.TryParse((string?)Value(r, "id"), out ArmId? id))
                {
                    ids.Add(id);
                }
            });
            List<ArmId> found = [];
            foreach (ArmId id in ids)
            {
                // What has gone meanwhile is left out.
                if (await arm.FindAsync(VaultPaths.SiteRecovery(id.ToString()), static r => r.Tree(), cancellationToken) is JObject resource)
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
            await arm.GetAsync(address, static r => r.Tree(), cancellationToken) as JObject
            ?? throw new ConnectionException($"The answer to GET {address.Split('?')[0]} is no resource.", null);

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
            using var reader = new WireReader(new StringReader(item.ToString(Formatting.None)));
            if (reader.Root(r => ItemReader.Read(r, new ReadContext(null, default, IsComplete: true)))?.AzureVmId is { } machine)
            {
                _machines.Add(machine);
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
