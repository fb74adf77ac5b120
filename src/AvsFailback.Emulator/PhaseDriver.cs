using System;
using System.Collections.Generic;
using System.Linq;
using AvsFailback.Emulator.Faults;
using AvsFailback.Emulator.Http;
using AvsFailback.Emulator.Operations;
using AvsFailback.Emulator.State;
using AvsFailback.Emulator.State.BuiltIn;
using Microsoft.Extensions.DependencyInjection;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator;

/// <summary>Brings items that run in Azure to the phases that are wanted, by the emulator's own operations, so that they look as on the real way there.</summary>
internal sealed class PhaseDriver(IServiceProvider services, BuiltInNames names)
{
    private static readonly JObject Brisk = JObject.Parse("""
        {"failover":30,"reprotectToAvs":30,"firstCopyToAvs":30,"firstPoint":30,"failback":30,"commit":10,"reprotectToAzure":30,"firstCopyToAzure":30,"firstPointToAzure":30,"agentRegistration":30}
        """);

    /// <summary>The copies at their full length, since some items are to stand in the middle of them; agents as they are.</summary>
    private static readonly string[] SlowAtTheEnd = ["firstCopyToAvs", "firstPoint", "firstCopyToAzure", "firstPointToAzure", "agentRegistration"];

    private readonly Vault _vault = services.GetRequiredService<Vault>();

    // Asked for because it ties the clock's events to who handles them.
    private readonly Pipeline _pipeline = services.GetRequiredService<Pipeline>();
    private readonly ArmService _arm = services.GetRequiredService<ArmService>();

    public void Bring(IReadOnlyList<WantedItem> wanted)
    {
        _ = _pipeline;
        (JObject classic, JObject modernized) = (Json.From(_vault.Settings.Classic), Json.From(_vault.Settings.Modernized));
        DateTimeOffset end = _vault.Now;
        SetDurations(Brisk, Brisk);

        // The way that lies behind, then a day for recovery points to gather.
        Post(wanted.Where(w => w.Phase is not (WantedItem.RunningInAzure or WantedItem.ReplicatingToAvs)), Reprotect);
        Pass(600);
        WantedItem[] far = [.. wanted.Where(w => w.Phase is WantedItem.ReplicatingToAzure or WantedItem.Protected or WantedItem.FailedOver)];
        Post(far, Failback);
        Pass(60);
        Post(far, Commit);
        Pass(600);
        Post(far.Where(w => w.Phase != WantedItem.ReplicatingToAzure), Reprotect);
        Pass(600);
        Post(wanted.Where(w => w.Phase == WantedItem.FailedOver), FailoverToAzure);
        Pass(24 * 3600);

        SetDurations(Part(classic), Part(modernized));
        foreach (WantedItem item in wanted)
        {
            ItemState state = Find(item).State;
            state.AgentRegistrationDelay = item.AgentDelay;
            state.AgentNeverRegisters = item.AgentNeverRegisters;
        }

        Post(wanted.Where(w => w.Phase is WantedItem.ReplicatingToAvs or WantedItem.ReplicatingToAzure), Reprotect);
        Pass(60);
        Post(wanted.Where(w => w.Phase is WantedItem.FailedBack or WantedItem.Committed), Failback);
        Pass(45);
        Post(wanted.Where(w => w.Phase == WantedItem.Committed), Commit);
        Pass(15);
        SetDurations(classic, modernized);
        Post(wanted.Where(w => w.Phase == WantedItem.FailingBack), Failback);
        Pass(10);
        foreach (WantedItem item in wanted)
        {
            Finish(item, Find(item));
        }
    }

    private static JObject Part(JObject durations) => new(durations.Properties().Where(p => SlowAtTheEnd.Contains(p.Name)));

    private void SetDurations(JObject classic, JObject modernized)
    {
        _vault.Settings.Classic.Apply(classic, "durations");
        _vault.Settings.Modernized.Apply(modernized, "durations");
    }

    // The items are all there before the first is looked for; thousands are.
    private ILookup<string, ReplicatedItem>? _byName;

    private ReplicatedItem Find(WantedItem wanted) => (_byName ??= _vault.Items.All.ToLookup(item => item.FriendlyName, StringComparer.OrdinalIgnoreCase))[wanted.Name].Single();

    private void Pass(double seconds) => _vault.Clock.AdvanceTo(_vault.Now.AddSeconds(seconds));

    private void Post(IEnumerable<WantedItem> items, Func<ReplicatedItem, (string Action, JObject? Body)> make)
    {
        foreach (WantedItem wanted in items)
        {
            ReplicatedItem item = Find(wanted);
            (string action, JObject? body) = make(item);
            var uri = new Uri($"http://emulator.localhost{item.Id}/{action}?api-version=2024-04-01");
            EmulatedResponse answer = _arm.Answer(new EmulatedRequest("POST", uri, name => name == "Authorization" ? "Bearer emulator" : null, body?.ToString()));
            if (answer.Status != 202)
            {
                throw new InvalidOperationException($"The item '{wanted.Name}' can't be brought to {wanted.Phase}: {System.Text.Encoding.UTF8.GetString(answer.Body)}");
            }
        }
    }

    private static (string, JObject?) Commit(ReplicatedItem item) => ("failoverCommit", null);

    private static (string, JObject?) FailoverToAzure(ReplicatedItem item) => ("unplannedFailover", Body("PrimaryToRecovery", new JObject
    {
        ["instanceType"] = item.InstanceType,
        [item.IsClassic ? "recoveryPointId" : "performShutdown"] = item.IsClassic ? null : "true",
    }));

    private static (string, JObject?) Failback(ReplicatedItem item) => item.IsClassic
        ? ("unplannedFailover", Body("PrimaryToRecovery", new JObject { ["instanceType"] = "InMage", ["recoveryPointType"] = "LatestTime" }))
        : ("plannedFailover", Body(null, new JObject { ["instanceType"] = "InMageRcmFailback", ["recoveryPointType"] = "CrashConsistent" }));

    private (string, JObject?) Reprotect(ReplicatedItem item) => ("reProtect", item.InstanceType switch
    {
        "InMageAzureV2" => Body("RecoveryToPrimary", new JObject
        {
            ["instanceType"] = "InMage",
            ["masterTargetId"] = item.IsWindows ? names.ConfigurationServerId : names.LinuxMasterTargetId,
            ["processServerId"] = names.AzureProcessServerId,
            ["retentionDrive"] = item.IsWindows ? "R" : "/mnt/retention",
            ["runAsAccountId"] = item.IsWindows ? "1" : "2",
            ["datastoreName"] = "vsanDatastore",
            ["profileId"] = names.PolicyId(BuiltInNames.ClassicFailbackPolicy),
        }),
        "InMageRcm" => Body("RecoveryToPrimary", new JObject
        {
            ["instanceType"] = "InMageRcm",
            ["reprotectAgentId"] = names.ApplianceOf(item.FriendlyName).Id,
            ["datastoreName"] = "vsanDatastore",
            ["logStorageAccountId"] = names.StorageAccount,
        }),
        "InMage" => Body("RecoveryToPrimary", new JObject
        {
            ["instanceType"] = "InMageAzureV2",
            ["processServerId"] = names.ConfigurationServerId,
            ["policyId"] = names.PolicyId(BuiltInNames.ClassicPolicy),
        }),
        _ => Body(null, new JObject
        {
            ["instanceType"] = "InMageRcmFailback",
            ["processServerId"] = names.ApplianceOf(item.FriendlyName).Id,
            ["policyId"] = names.PolicyId(BuiltInNames.ModernizedPolicy),
        }),
    });

    private static JObject Body(string? direction, JObject details)
    {
        var properties = new JObject { ["providerSpecificDetails"] = details };
        if (direction is not null)
        {
            properties["failoverDirection"] = direction;
        }

        return new JObject { ["properties"] = properties };
    }

    private void Finish(WantedItem wanted, ReplicatedItem item)
    {
        ItemStage stage = wanted.Phase switch
        {
            WantedItem.ReplicatingToAvs => ItemStage.CopyingToAvs,
            WantedItem.ReadyToFailBack or WantedItem.FailingBack => ItemStage.ReadyToFailBack,
            WantedItem.FailedBack => ItemStage.FailedBack,
            WantedItem.Committed => ItemStage.Committed,
            WantedItem.ReplicatingToAzure => ItemStage.CopyingToAzure,
            WantedItem.Protected => ItemStage.Protected,
            WantedItem.FailedOver => ItemStage.FailedOver,
            _ => ItemStage.RunningInAzure,
        };
        if (wanted.Phase != WantedItem.FailingBack && item.Stage != stage)
        {
            throw new InvalidOperationException($"The item '{wanted.Name}' was to be brought to {wanted.Phase} and is at {item.Stage}.");
        }

        item.State.RecoveryPoints = wanted.HasNoPoints ? ItemState.PointsNone : ItemState.PointsNormal;
        if (wanted.IsCritical)
        {
            item.Properties["replicationHealth"] = "Critical";
            item.Properties["healthErrors"] = new JArray(BuiltInVault.CriticalError(_vault.Now));
            item.State.KeepsHealth = true;
        }

        if (wanted.ReplicationGroup is { } group)
        {
            JObject?[] faces = [item.Details, item.State.Forward?["details"] as JObject];
            foreach (JObject details in faces.OfType<JObject>())
            {
                details["multiVmGroupName"] = group;
                if (details.ContainsKey("multiVmGroupId"))
                {
                    details["multiVmGroupId"] = names.Ids.Guid("group", group);
                }
            }
        }

        item.Resource.Changed();
    }
}
