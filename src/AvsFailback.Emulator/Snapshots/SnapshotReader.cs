using System;
using System.Collections.Generic;
using System.Linq;
using AvsFailback.Emulator.Faults;
using AvsFailback.Emulator.Http;
using AvsFailback.Emulator.Operations;
using AvsFailback.Emulator.State;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.Snapshots;

/// <summary>Takes a snapshot into the state; what it doesn't tell is inferred from what the resources show.</summary>
internal sealed class SnapshotReader(Vault vault, JobBook jobs, FaultBook faults, RequestLog requests, Aftermath aftermath)
{
    public void Read(SnapshotFile file)
    {
        var items = new List<ArmResource>();
        foreach (JObject body in file.Resources)
        {
            try
            {
                ArmResource resource = vault.Add(body, file.WrittenAt);
                Take(resource, items);
            }
            catch (FormatException e)
            {
                throw file.Error(body, e.Message.TrimEnd('.'));
            }
        }

        file.Detach();
        foreach (JToken vm in Entries(file, "vms"))
        {
            if (vault.Store.Find(vm.Text("id")) is not { } found || vm.Text("power") is not (AzureSide.Running or AzureSide.Deallocated or AzureSide.Stopped))
            {
                throw file.Error(vm, "a VM needs the \"id\" of a VM among the resources and a \"power\": running, deallocated or stopped");
            }

            vault.Azure.SetPower(found.Id, vm.Text("power")!);
        }

        Dictionary<ArmResource, ItemState> states = ReadStates(file, items);
        var complete = new List<ReplicatedItem>();
        foreach (ArmResource resource in items)
        {
            ItemState state = states.TryGetValue(resource, out ItemState? told) ? told : new ItemState();
            ItemInference.Complete(vault, new ReplicatedItem(resource, state), file.WrittenAt);
            complete.Add(vault.AddItem(resource, state));
        }

        foreach (ArmResource resource in vault.Store.All.Where(r => !Is(r, ResourceTypes.Item) && !Is(r, ResourceTypes.Job)))
        {
            resource.Rest(vault.Now);
        }

        ReadJobs(file);
        foreach (ReplicatedItem item in complete)
        {
            item.Resource.IsHeld = item.State.RunningJob is { } running && vault.Settings is { NamesRunningJob: true, BusyItemsOfferNothing: true }
                && ArmPath.Same(item.Properties["currentScenario"].Text("jobId") ?? string.Empty, vault.Identity.JobId(running));
        }

        ReadEvents(file);
        ReadRest(file);
        var scheduled = new HashSet<string>(vault.Clock.Events.All.Select(e => e.Target), StringComparer.OrdinalIgnoreCase);
        foreach (ReplicatedItem item in complete.Where(i => !scheduled.Contains(i.Id)))
        {
            ItemInference.Resume(item, aftermath);
        }
    }

    private static JArray Entries(SnapshotFile file, string name) => file.Emulator[name] as JArray ?? [];

    private void Take(ArmResource resource, List<ArmResource> items)
    {
        if (Is(resource, ResourceTypes.Item))
        {
            items.Add(resource);
        }
        else if (Is(resource, ResourceTypes.VirtualMachine) && resource.Properties["instanceView"] is JObject view)
        {
            // An export made with $expand=instanceView tells the power; a plain GET doesn't show it.
            string? code = (view["statuses"] as JArray)?.Select(s => s.Text("code")).FirstOrDefault(c => c?.StartsWith("PowerState/", StringComparison.Ordinal) == true);
            resource.Properties.Remove("instanceView");
            vault.Azure.SetPower(resource.Id, code?.Substring("PowerState/".Length) ?? AzureSide.Running);
        }
        else if (Is(resource, ResourceTypes.Job))
        {
            var job = new EmulatedJob(resource, new JobMemory
            {
                ResultOf = resource.Id,
                ResultId = resource.Id,
                Posted = Instants.Read(resource.Properties.Text("startTime")) ?? vault.Now,
            });
            if (job.Runs)
            {
                // INFERRED: what an exported job was about to do isn't known, so it ends here.
                JobDocument.End(job.Properties, vault.Now, "Cancelled", "Cancelled");
            }

            jobs.Add(job);
        }
    }

    private static Dictionary<ArmResource, ItemState> ReadStates(SnapshotFile file, List<ArmResource> items)
    {
        var states = new Dictionary<ArmResource, ItemState>();
        foreach (JToken entry in Entries(file, "items"))
        {
            string? who = entry.Text("id") ?? entry.Text("name");
            ArmResource? resource = items.FirstOrDefault(i => ArmPath.Same(i.Id, who))
                ?? items.FirstOrDefault(i => string.Equals(i.Name, who, StringComparison.OrdinalIgnoreCase))
                ?? items.FirstOrDefault(i => string.Equals(i.Properties.Text("friendlyName"), who, StringComparison.OrdinalIgnoreCase));
            if (resource is null || states.ContainsKey(resource))
            {
                throw file.Error(entry, resource is null ? $"no item '{who}' is among the resources" : $"the item '{who}' is listed twice");
            }

            try
            {
                var told = (JObject)entry.DeepClone();
                told.Remove("name");
                ItemState state = Json.To<ItemState>(told);
                new Durations().Apply(state.Durations ?? [], "durations");
                if (state.RecoveryPoints is not (ItemState.PointsNormal or ItemState.PointsNone) || state.AvsVm is not (null or "on" or "off"))
                {
                    throw new FormatException("\"recoveryPoints\" is normal or none, \"avsVm\" is on or off");
                }

                states.Add(resource, state);
            }
            catch (Exception e) when (e is JsonException or FormatException)
            {
                throw file.Error(entry, $"the item '{who}' can't be read: {e.Message.TrimEnd('.')}");
            }
        }

        return states;
    }

    private void ReadJobs(SnapshotFile file)
    {
        foreach (JToken entry in Entries(file, "jobs"))
        {
            if (entry["resource"] is not JObject body || entry["memory"] is not JObject memory)
            {
                throw file.Error(entry, "a job has a \"resource\" and a \"memory\"");
            }

            try
            {
                EmulatedJob job = jobs.Add(new EmulatedJob(vault.Store.Add((JObject)body.DeepClone()), Json.To<JobMemory>(memory)));
                if (!job.Runs)
                {
                    job.Rest(vault.Now);
                }
            }
            catch (Exception e) when (e is JsonException or FormatException)
            {
                throw file.Error(entry, $"the job can't be read: {e.Message.TrimEnd('.')}");
            }
        }
    }

    private void ReadEvents(SnapshotFile file)
    {
        foreach (JToken entry in Entries(file, "events"))
        {
            if (Instants.Read(entry.Text("due")) is not { } due || entry.Text("kind") is not { } kind || entry.Text("target") is not { } target)
            {
                throw file.Error(entry, "an event has \"due\", \"kind\" and \"target\"");
            }

            vault.Clock.Events.Add(due, kind, target, entry["data"] as JObject);
        }
    }

    private void ReadRest(SnapshotFile file)
    {
        foreach (JProperty count in (file.Emulator["counts"] as JObject ?? []).Properties())
        {
            vault.Counts[count.Name] = (int)count.Value;
        }

        foreach (JToken fault in Entries(file, "faults"))
        {
            try
            {
                faults.Add(fault as JObject ?? []);
            }
            catch (FormatException e)
            {
                throw file.Error(fault, e.Message.TrimEnd('.'));
            }
        }

        vault.Permissions = file.Emulator["permissions"] as JArray;
        requests.Last = (long?)file.Emulator["requests"] ?? 0;
        vault.Effects.Last = (long?)file.Emulator["effects"] ?? 0;
    }

    private static bool Is(ArmResource resource, string type) => string.Equals(resource.Type, type, StringComparison.OrdinalIgnoreCase);
}
