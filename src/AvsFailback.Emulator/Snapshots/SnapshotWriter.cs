using System;
using System.Linq;
using AvsFailback.Emulator.Faults;
using AvsFailback.Emulator.Http;
using AvsFailback.Emulator.Operations;
using AvsFailback.Emulator.State;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.Snapshots;

/// <summary>Writes the whole state as a snapshot, running jobs included.</summary>
internal sealed class SnapshotWriter(Vault vault, JobBook jobs, FaultBook faults, RequestLog requests)
{
    public JObject Write()
    {
        JObject emulator = SnapshotSettings.Write(vault.Settings);
        emulator["items"] = new JArray(vault.Items.All.Select(i => Json.From(i.State)));
        emulator["vms"] = new JArray(vault.Store.OfType(ResourceTypes.VirtualMachine)
            .Select(vm => new JObject { ["id"] = vm.Id, ["power"] = vault.Azure.Power(vm.Id) }));
        emulator["jobs"] = new JArray(jobs.All.Select(j => new JObject { ["resource"] = j.Resource.Body.DeepClone(), ["memory"] = Json.From(j.Memory) }));
        emulator["events"] = new JArray(vault.Clock.Events.All.Select(e => new JObject
        {
            ["due"] = Instants.Text(e.Due),
            ["kind"] = e.Kind,
            ["target"] = e.Target,
            ["data"] = e.Data?.DeepClone(),
        }));
        emulator["faults"] = new JArray(faults.All.Select(f => f.ToJson()));
        emulator["counts"] = new JObject(vault.Counts.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => new JProperty(c.Key, c.Value)));
        emulator["requests"] = requests.Last;
        emulator["effects"] = vault.Effects.Last;
        if (vault.Permissions is not null)
        {
            emulator["permissions"] = vault.Permissions.DeepClone();
        }

        return new JObject
        {
            ["format"] = SnapshotFile.Format,
            ["vault"] = vault.Identity.Id,
            ["utcNow"] = Instants.Text(vault.Now),
            ["resources"] = new JArray(vault.Store.All.Where(r => !r.Type.Equals(ResourceTypes.Job, StringComparison.OrdinalIgnoreCase)).Select(r =>
            {
                r.Refresh(vault.Now);
                return r.Body.DeepClone();
            })),
            ["emulator"] = emulator,
        };
    }
}
