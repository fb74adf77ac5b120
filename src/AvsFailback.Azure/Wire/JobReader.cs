using System;
using System.Collections.Generic;
using System.Linq;
using AvsFailback.Failback;
using Newtonsoft.Json;

namespace AvsFailback.Azure.Wire;

/// <summary>Reads a job (asr-contract §6).</summary>
internal static class JobReader
{
    private static readonly FieldMap<JobFields> CustomDetails = new()
    {
        ["protectedItemDetails"] = static (r, t) => t.ProtectedItems = r.List(ReadProtectedItem),
        ["newReplicationProtectedItemId"] = static (r, t) => t.NewItemId = r.Id(),
    };

    private static readonly FieldMap<JobFields> Properties = new()
    {
        ["activityId"] = static (r, t) => t.ActivityId = r.Text(),
        ["scenarioName"] = static (r, t) => t.Scenario = r.Word(),
        ["friendlyName"] = static (r, t) => t.DisplayName = r.Word(),
        ["state"] = static (r, t) => t.State = r.Word(),
        ["stateDescription"] = static (r, t) => t.StateDescription = r.Word(),
        ["tasks"] = static (r, t) => t.Tasks = r.List(JobTaskReader.Read),
        ["errors"] = static (r, t) => t.Errors = r.List(JobErrorReader.Read),
        ["startTime"] = static (r, t) => t.StartTime = r.Moment(),
        ["endTime"] = static (r, t) => t.EndTime = r.Moment(),
        ["allowedActions"] = static (r, t) => t.AllowedActions = r.Words(),
        ["targetObjectId"] = static (r, t) => t.TargetObjectId = r.Text(),
        ["targetObjectName"] = static (r, t) => t.TargetName = r.Text(),
        ["targetInstanceType"] = static (r, t) => t.TargetType = r.Word(),
        ["customDetails"] = static (r, t) => r.Object(CustomDetails, t),
    };

    private static readonly FieldMap<JobFields> Resource = new()
    {
        ["id"] = static (r, t) => t.Id = r.Id(),
        ["properties"] = static (r, t) => r.Object(Properties, t),

        // api-version 2016-08-10 told these beside the properties too.
        ["status"] = static (r, t) => t.Status = r.Word(),
        ["startTime"] = static (r, t) => t.OuterStartTime = r.Moment(),
        ["endTime"] = static (r, t) => t.OuterEndTime = r.Moment(),
    };

    private static readonly FieldMap<ProtectedItemFields> ProtectedItem = new()
    {
        ["name"] = static (r, t) => t.Name = r.Text(),
        ["recoveryPointTime"] = static (r, t) => t.RecoveryPointTime = r.Moment(),
    };

    public static FailbackJob? Read(WireReader reader, ReadContext context)
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

    private static ProtectedItemFields? ReadProtectedItem(WireReader reader)
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
