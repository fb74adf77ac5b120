using System;
using System.Collections.Generic;
using System.Linq;
using AvsFailback.Asr;
using AvsFailback.Engine;
using Newtonsoft.Json;

namespace AvsFailback.Azure.Wire;

/// <summary>Reads a job (asr-contract §6).</summary>
internal static class JobReader
{
    private static readonly FieldMap<JobFields> CustomDetails = new()
    {
        ["protectedItemDetails"] = static (ref r, t) => t.ProtectedItems = r.List(ReadProtectedItem),
        ["newReplicationProtectedItemId"] = static (ref r, t) => t.NewItemId = r.Id(),
    };

    private static readonly FieldMap<JobFields> Properties = new()
    {
        ["activityId"] = static (ref r, t) => t.ActivityId = r.Text(),
        ["scenarioName"] = static (ref r, t) => t.Scenario = r.Text(),
        ["friendlyName"] = static (ref r, t) => t.DisplayName = r.Text(),
        ["state"] = static (ref r, t) => t.State = r.Text(),
        ["stateDescription"] = static (ref r, t) => t.StateDescription = r.Text(),
        ["tasks"] = static (ref r, t) => t.Tasks = r.List(JobTaskReader.Read),
        ["errors"] = static (ref r, t) => t.Errors = r.List(JobErrorReader.Read),
        ["startTime"] = static (ref r, t) => t.StartTime = r.Moment(),
        ["endTime"] = static (ref r, t) => t.EndTime = r.Moment(),
        ["allowedActions"] = static (ref r, t) => t.AllowedActions = r.Texts(),
        ["targetObjectId"] = static (ref r, t) => t.TargetObjectId = r.Text(),
        ["targetObjectName"] = static (ref r, t) => t.TargetName = r.Text(),
        ["targetInstanceType"] = static (ref r, t) => t.TargetType = r.Text(),
        ["customDetails"] = static (ref r, t) => r.Object(CustomDetails, t),
    };

    private static readonly FieldMap<JobFields> Resource = new()
    {
        ["id"] = static (ref r, t) => t.Id = r.Id(),
        ["properties"] = static (ref r, t) => r.Object(Properties, t),

        // api-version 2016-08-10 told these beside the properties too.
        ["status"] = static (ref r, t) => t.Status = r.Text(),
        ["startTime"] = static (ref r, t) => t.OuterStartTime = r.Moment(),
        ["endTime"] = static (ref r, t) => t.OuterEndTime = r.Moment(),
    };

    private static readonly FieldMap<ProtectedItemFields> ProtectedItem = new()
    {
        ["name"] = static (ref r, t) => t.Name = r.Text(),
        ["recoveryPointTime"] = static (ref r, t) => t.RecoveryPointTime = r.Moment(),
    };

    public static FailbackJob? Read(ref WireReader reader, ReadContext context)
    {
        var read = new JobFields();
        if (!reader.Object(Resource, read))
        {
            return null;
        }

        string? state = string.IsNullOrEmpty(read.State) ? read.Status : read.State;
        return new FailbackJob
        {
            Id = read.Id ?? throw new JsonSerializationException("A job without an id."),
            DisplayName = read.DisplayName ?? string.Empty,
            Scenario = read.Scenario ?? string.Empty,
            Action = ActionOf(read.Scenario),
            State = JobStates.Parse(state),
            StateDescription = JobStates.Describe(state, read.StateDescription),
            Tasks = read.Tasks,
            Errors = JobErrorReader.Merge(read.Errors, read.Tasks),
            StartTime = read.StartTime ?? read.OuterStartTime,
            EndTime = read.EndTime ?? read.OuterEndTime,
            AllowedActions = read.AllowedActions,
            TargetName = read.TargetName ?? string.Empty,
            TargetObjectId = string.IsNullOrEmpty(read.TargetObjectId) ? null : read.TargetObjectId,
            TargetType = string.IsNullOrEmpty(read.TargetType) ? null : read.TargetType,
            ItemId = read.NewItemId,
            ActivityId = string.IsNullOrEmpty(read.ActivityId) ? null : read.ActivityId,
            RecoveryPointTimes = read.ProtectedItems.Count == 0 ? [] : [.. read.ProtectedItems.Select(static i => i.RecoveryPointTime).OfType<DateTimeOffset>()],
            RecoveryPointTimeOf = PointsOf(read.ProtectedItems),
            ReadAt = context.ReadAt,
            Vault = context.Vault,
        };
    }

    private static Dictionary<string, DateTimeOffset> PointsOf(IReadOnlyList<ProtectedItemFields> items)
    {
        var points = new Dictionary<string, DateTimeOffset>(StringComparer.OrdinalIgnoreCase);
        foreach (ProtectedItemFields item in items)
        {
            if (item is { Name.Length: > 0, RecoveryPointTime: { } time })
            {
                points[item.Name] = time;
            }
        }

        return points;
    }

    // An unplanned failover, a commit and a reprotect go by the same scenario in both directions.
    private static FailbackAction ActionOf(string? scenario) => scenario switch
    {
        ServiceWords.Scenario.PlannedFailover => FailbackAction.FailBack,
        ServiceWords.Scenario.CancelFailover => FailbackAction.CancelFailback,
        ServiceWords.Scenario.FinalizeFailback => FailbackAction.Commit,
        _ => FailbackAction.None,
    };

    private static ProtectedItemFields? ReadProtectedItem(ref WireReader reader)
    {
        var read = new ProtectedItemFields();
        return reader.Object(ProtectedItem, read) ? read : null;
    }

    private sealed class ProtectedItemFields
    {
        public string? Name;
        public DateTimeOffset? RecoveryPointTime;
    }

    private sealed class JobFields
    {
        public ArmId? Id;
        public string? Status;
        public DateTimeOffset? OuterStartTime;
        public DateTimeOffset? OuterEndTime;
        public string? ActivityId;
        public string? Scenario;
        public string? DisplayName;
        public string? State;
        public string? StateDescription;
        public IReadOnlyList<FailbackJobTask> Tasks = [];
        public IReadOnlyList<JobError> Errors = [];
        public DateTimeOffset? StartTime;
        public DateTimeOffset? EndTime;
        public IReadOnlyList<string> AllowedActions = [];
        public string? TargetObjectId;
        public string? TargetName;
        public string? TargetType;
        public IReadOnlyList<ProtectedItemFields> ProtectedItems = [];
        public ArmId? NewItemId;
    }
}
