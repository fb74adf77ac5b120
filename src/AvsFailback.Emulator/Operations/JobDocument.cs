using System;
using System.Collections.Generic;
using System.Linq;
using AvsFailback.Emulator.Faults;
using AvsFailback.Emulator.State;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.Operations;

/// <summary>A task of a job, and the share of the job's time that it takes.</summary>
internal sealed record TaskPlan(string TaskId, string Name, string FriendlyName, double Share, bool Skipped = false)
{
    /// <summary>A preflight is short: about a second was seen (P17:V2AFailoverJob).</summary>
    public const double PreflightSeconds = 5;

    /// <summary>How long each task takes of a job's whole time.</summary>
    public static double[] Lengths(IReadOnlyList<TaskPlan> tasks, double total)
    {
        double preflight = tasks.Count == 1 ? total : Math.Min(PreflightSeconds, total * 0.05);
        double shares = tasks.Skip(1).Where(t => !t.Skipped).Sum(t => t.Share);
        return [.. tasks.Select((t, i) => i == 0 ? preflight : t.Skipped ? 0 : (total - preflight) * t.Share / shares)];
    }
}

/// <summary>Writes jobs as the service shows them (contract §6; P17, P21).</summary>
internal static class JobDocument
{
    /// <summary>A job that was only just asked for (P17:V2ATestJob).</summary>
    public static JObject NotStarted(string id, string activityId, string targetType) => new()
    {
        ["id"] = id,
        ["name"] = ArmPath.Name(id),
        ["type"] = ResourceTypes.Job,
        ["properties"] = new JObject
        {
            ["activityId"] = activityId,
            ["scenarioName"] = null,
            ["friendlyName"] = null,
            ["state"] = "NotStarted",
            ["stateDescription"] = "NotStarted",
            ["tasks"] = new JArray(),
            ["errors"] = new JArray(),
            ["allowedActions"] = new JArray(),
            ["targetObjectId"] = null,
            ["targetObjectName"] = null,
            ["targetInstanceType"] = targetType,
            ["customDetails"] = new JObject { ["instanceType"] = "AsrJobDetails", ["affectedObjectDetails"] = new JObject() },
        },
    };

    public static JObject Task(TaskPlan plan) => new()
    {
        ["taskId"] = plan.TaskId,
        ["name"] = plan.Name,
        ["startTime"] = Instants.Unknown,
        ["endTime"] = Instants.Unknown,
        ["allowedActions"] = new JArray(),
        ["friendlyName"] = plan.FriendlyName,
        ["state"] = "NotStarted",
        ["stateDescription"] = "NotStarted",
        ["taskType"] = "TaskDetails",
        ["customDetails"] = new JObject { ["instanceType"] = "TaskDetails" },
        ["groupTaskCustomDetails"] = null,
        ["errors"] = new JArray(),
    };

    public static void Show(JObject target, string state, string description)
    {
        target["state"] = state;
        target["stateDescription"] = description;
    }

    /// <summary>Ends the job; ends are cut to seconds (CLIv).</summary>
    public static void End(JObject properties, DateTimeOffset now, string state, string description, params string[] allowedActions)
    {
        Show(properties, state, description);
        properties.SetAfter("startTime", "endTime", Instants.Seconds(now));
        properties["allowedActions"] = Json.Array(allowedActions);
    }

    public static JArray Errors(IEnumerable<JobFailure> failures, string activityId, string taskId, DateTimeOffset now) =>
        new(failures.Select(f => new JObject
        {
            ["serviceErrorDetails"] = new JObject
            {
                ["code"] = f.Code,
                ["message"] = f.Message,
                ["possibleCauses"] = f.PossibleCauses,
                ["recommendedAction"] = f.RecommendedAction,
                ["activityId"] = activityId,
            },
            // The provider's code is a number (contract §6): words of the emulator have none.
            ["providerErrorDetails"] = int.TryParse(f.Code, out int number)
                ? new JObject
                {
                    ["errorCode"] = number,
                    ["errorMessage"] = f.Message,
                    ["errorId"] = f.Code,
                    ["possibleCauses"] = f.PossibleCauses,
                    ["recommendedAction"] = f.RecommendedAction,
                }
                : JValue.CreateNull(),
            ["errorLevel"] = "Error",
            ["creationTime"] = Instants.Text(now),
            ["taskId"] = taskId,
        }));

    /// <summary>The job's customDetails; the order of keys differs between the types (P21).</summary>
    public static JObject CustomDetails(string type, JObject affected)
    {
        var details = new JObject();
        switch (type)
        {
            case "FailoverJobDetails":
                details["protectedItemDetails"] = new JArray();
                break;
            case "SwitchProtectionJobDetails":
                details["newReplicationProtectedItemId"] = null;
                break;
        }

        details["instanceType"] = type;
        details["affectedObjectDetails"] = affected;
        return details;
    }

    /// <summary>Tells in a failover's customDetails which point a VM went to; with the point's bare name (P17:V2ATestJob).</summary>
    public static void AddPoint(JObject customDetails, ReplicatedItem item, string point, DateTimeOffset time)
    {
        if (customDetails["protectedItemDetails"] is not JArray points)
        {
            customDetails["protectedItemDetails"] = points = new JArray();
        }

        points.FirstOrDefault(p => p.Text("name") == item.Name)?.Remove();
        points.Add(new JObject
        {
            ["name"] = item.Name,
            ["friendlyName"] = item.FriendlyName,
            ["testVmName"] = null,
            ["testVmFriendlyName"] = null,
            ["networkConnectionStatus"] = null,
            ["networkFriendlyName"] = null,
            ["subnet"] = null,
            ["recoveryPointId"] = point,
            ["recoveryPointTime"] = Instants.Text(time),
        });
    }

    /// <summary>Who is affected, both sides named (P21; keys in camel case since 2021).</summary>
    public static JObject Affected(Vault vault, ReplicatedItem item)
    {
        JObject? fabric = vault.Store.Find(item.FabricId)?.Properties;
        JObject? container = vault.Store.Find(item.ContainerId)?.Properties;
        string internalId = fabric.Text("internalIdentifier") ?? string.Empty;
        string fabricName = fabric.Text("friendlyName") ?? ArmPath.Name(item.FabricId);
        string containerName = container.Text("friendlyName") ?? ArmPath.Name(item.ContainerId);
        string providerId = item.IsClassic ? "VMware" : "InMageRcm";
        bool toAzure = item.IsForward;
        return new JObject
        {
            ["primaryVmId"] = item.ObjectId ?? string.Empty,
            ["primaryVmName"] = item.FriendlyName,
            ["recoveryVmId"] = item.InstanceType == "InMage" ? item.Details.Text("replicaId") ?? string.Empty : string.Empty,
            ["recoveryVmName"] = item.FriendlyName,
            ["protectionProfileId"] = vault.Ids.Guid("profile", item.Properties.Text("policyId") ?? string.Empty),
            ["primaryCloudId"] = "cloud_" + internalId,
            ["primaryCloudName"] = containerName,
            ["recoveryCloudId"] = toAzure ? vault.Ids.Guid("azure-cloud", item.FabricId) : "cloud_" + internalId,
            ["recoveryCloudName"] = toAzure ? "Microsoft Azure" : containerName,
            ["primaryVmmId"] = internalId,
            ["primaryVmmName"] = fabricName,
            ["recoveryVmmId"] = toAzure ? vault.Ids.Guid("azure-fabric", item.FabricId) : internalId,
            ["recoveryVmmName"] = toAzure ? "Microsoft Azure" : fabricName,
            ["primaryFabricProviderId"] = providerId,
            ["recoveryFabricProviderId"] = toAzure ? "Azure" : providerId,
        };
    }
}
