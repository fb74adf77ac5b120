using System;
using System.Collections.Generic;
using System.Linq;
using AvsFailback.Emulator.Faults;
using AvsFailback.Emulator.State;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.Operations;

/// <summary>
/// A task of a job, and the share of the job's time that it takes; a first task without a share is a short preflight. With a <paramref name="ChildTask"/> it becomes a group
/// of one task of that id, as the last task of a reprotect does (P21:V2ATestReprotect).
/// </summary>
internal sealed record TaskPlan(string TaskId, string Name, string FriendlyName, double Share, bool Skipped = false, string? ChildTask = null)
{
    /// <summary>A preflight is short: about a second was seen (P17:V2AFailoverJob).</summary>
    public const double PreflightSeconds = 5;

    /// <summary>How long each task takes of a job's whole time.</summary>
    public static double[] Lengths(IReadOnlyList<TaskPlan> tasks, double total)
    {
        double all = tasks.Where(t => !t.Skipped).Sum(t => t.Share);
        double preflight = tasks.Count == 1 ? total : tasks[0].Share > 0 ? total * tasks[0].Share / all : Math.Min(PreflightSeconds, total * 0.05);
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

    /// <summary>A task that began as any other turns out to be a group: one job of another kind, for the VM (P21:V2ATestReprotect). That job isn't in the list of jobs.</summary>
    public static void BeginGroup(JObject task, TaskPlan plan, Vault vault, EmulatedJob job, ReplicatedItem item)
    {
        task["friendlyName"] = plan.FriendlyName + " (1)";
        task["taskType"] = "GroupTaskDetails";
        task["customDetails"] = JValue.CreateNull();
        JObject child = Task(new TaskPlan(plan.ChildTask!, item.FriendlyName, item.FriendlyName, 0));
        child["startTime"] = Instants.Text(vault.Now);
        Show(child, "InProgress", "InProgress");
        child["taskType"] = "JobTaskDetails";
        child["customDetails"] = new JObject
        {
            ["jobTask"] = new JObject
            {
                ["jobId"] = vault.Identity.JobId(vault.Ids.Guid("child-job", job.Name)),
                ["jobFriendlyName"] = "Enable replication",
                ["targetObjectId"] = Affected(vault, item)["recoveryVmId"],
                ["targetObjectName"] = item.FriendlyName,
                ["targetInstanceType"] = "Vm",
                ["jobScenarioName"] = plan.ChildTask,
            },
            ["instanceType"] = "JobTaskDetails",
        };
        task["groupTaskCustomDetails"] = new JObject { ["instanceType"] = "GroupTaskDetails", ["childTasks"] = new JArray(child) };
    }

    /// <summary>Ends a task, and the child that it may have; a child's end is cut to seconds.</summary>
    public static void EndTask(JObject task, DateTimeOffset now, string state, string description)
    {
        task["endTime"] = Instants.Text(now);
        Show(task, state, description);
        foreach (JObject child in (task["groupTaskCustomDetails"] is JObject group ? group["childTasks"] as JArray ?? [] : []).OfType<JObject>())
        {
            child["endTime"] = Instants.Seconds(now);
            Show(child, state, description);
        }
    }

    /// <summary>What comes after the task that failed is skipped (P17:V2ATestJob).</summary>
    public static void SkipRest(JArray tasks)
    {
        foreach (JObject task in tasks.OfType<JObject>().Where(t => t.Text("state") == "NotStarted"))
        {
            Show(task, "Other", "Skipped");
        }
    }

    /// <summary>Ends a job well: with a warning among its errors it is completed with information (contract §6).</summary>
    public static void EndWell(JObject properties, DateTimeOffset now)
    {
        bool warned = (properties["errors"] as JArray)?.Count > 0;
        End(properties, now, warned ? "CompletedWithInformation" : "Succeeded", "Completed");
    }

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

    public static JArray Errors(IEnumerable<JobFailure> failures, string activityId, string taskId, DateTimeOffset now, string level = "Error") =>
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
            ["errorLevel"] = level,
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
            ["recoveryCloudId"] = toAzure ? VaultIdentity.AzureCloud : "cloud_" + internalId,
            ["recoveryCloudName"] = toAzure ? "Microsoft Azure" : containerName,
            ["primaryVmmId"] = internalId,
            ["primaryVmmName"] = fabricName,
            ["recoveryVmmId"] = toAzure ? VaultIdentity.AzureFabric : internalId,
            ["recoveryVmmName"] = toAzure ? "Microsoft Azure" : fabricName,
            ["primaryFabricProviderId"] = providerId,
            ["recoveryFabricProviderId"] = toAzure ? "Azure" : providerId,
        };
    }
}
