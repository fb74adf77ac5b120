using System.Collections.Generic;
using System.Linq;
using AvsFailback.Emulator.State;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.Operations.Plans;

/// <summary>Writes the tasks of a plan's job in their published shapes (SW); which task has which is INFERRED.</summary>
internal static class PlanDocument
{
    public static JObject Task(Vault vault, EmulatedJob job, PlanStep step, int index)
    {
        string id = vault.Ids.Guid("plan-task", job.Name, index.ToString(System.Globalization.CultureInfo.InvariantCulture));
        JObject task = JobDocument.Task(new TaskPlan(id, step.Name, step.FriendlyName, 0));
        JToken? details = step.Action?["customDetails"];
        switch (step.Kind)
        {
            case PlanStepKind.Group:
                string type = step.GroupType == "Shutdown" ? "RecoveryPlanShutdownGroupTaskDetails" : "RecoveryPlanGroupTaskDetails";
                task["taskType"] = type;
                task["customDetails"] = JValue.CreateNull();
                task["groupTaskCustomDetails"] = new JObject
                {
                    ["instanceType"] = type,
                    ["name"] = step.FriendlyName,
                    ["groupId"] = id,
                    ["rpGroupType"] = step.GroupType,
                    ["childTasks"] = new JArray(step.Members.Select(m => MemberTask(vault, job, m))),
                };
                break;
            case PlanStepKind.Manual:
                task["taskType"] = "ManualActionTaskDetails";
                task["customDetails"] = new JObject
                {
                    ["instanceType"] = "ManualActionTaskDetails",
                    ["name"] = step.FriendlyName,
                    ["instructions"] = details.Text("description"),
                    ["observation"] = null,
                };
                break;
            case PlanStepKind.Script:
                bool runbook = details.Text("instanceType") == "AutomationRunbookActionDetails";
                task["taskType"] = runbook ? "AutomationRunbookTaskDetails" : "ScriptActionTaskDetails";
                task["customDetails"] = new JObject { ["instanceType"] = task["taskType"], ["name"] = step.FriendlyName };
                task["customDetails"]![runbook ? "runbookId" : "path"] = details.Text(runbook ? "runbookId" : "path");
                task["customDetails"]![runbook ? "jobOutput" : "output"] = null;
                task["customDetails"]!["isPrimarySideScript"] = details.Text("fabricLocation") == "Primary";
                break;
        }

        return task;
    }

    public static JObject TaskAt(EmulatedJob job, int step) => (JObject)((JArray)job.Properties["tasks"]!)[step];

    public static JObject MemberTaskAt(EmulatedJob job, int step, int member) =>
        (JObject)((JArray)TaskAt(job, step)["groupTaskCustomDetails"]!["childTasks"]!)[member];

    /// <summary>The member's own tasks, as its job would have them.</summary>
    public static JArray InnerTasks(JObject memberTask) => (JArray)memberTask["groupTaskCustomDetails"]!["childTasks"]!;

    public static JObject Inner(IEnumerable<TaskPlan> tasks) => new()
    {
        ["instanceType"] = "InlineWorkflowTaskDetails",
        ["childTasks"] = new JArray(tasks.Select(JobDocument.Task)),
        ["workflowIds"] = new JArray(),
    };

    public static void Skip(JObject memberTask, string code, string reason)
    {
        JobDocument.Show(memberTask, "Other", "Skipped");
        memberTask["customDetails"]!["skippedReason"] = code;
        memberTask["customDetails"]!["skippedReasonString"] = reason;
    }

    private static JObject MemberTask(Vault vault, EmulatedJob job, PlanMember member)
    {
        ReplicatedItem? item = vault.Items.Find(member.ItemId);
        string name = item?.FriendlyName ?? ArmPath.Name(member.ItemId);
        JObject task = JobDocument.Task(new TaskPlan(vault.Ids.Guid("plan-member-task", job.Name, member.ItemId), "RecoveryPlanVirtualMachine", name, 0));
        task["taskType"] = "VirtualMachineTaskDetails";
        task["customDetails"] = new JObject
        {
            ["instanceType"] = "VirtualMachineTaskDetails",
            ["skippedReason"] = null,
            ["skippedReasonString"] = null,
            ["jobTask"] = new JObject
            {
                ["jobId"] = job.Name,
                ["jobFriendlyName"] = job.Properties.Text("friendlyName"),
                ["targetObjectId"] = item?.ObjectId,
                ["targetObjectName"] = name,
                ["targetInstanceType"] = "ProtectionEntity",
                ["jobScenarioName"] = job.Properties.Text("scenarioName"),
            },
        };
        return task;
    }
}
