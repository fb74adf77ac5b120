using System;
using System.Collections.Generic;

namespace AvsFailback.Azure.Wire;

/// <summary>Reads a job's tasks, with those within them.</summary>
internal static class JobTaskReader
{
    private static readonly FieldMap<TaskFields> GroupFields = new()
    {
        ["childTasks"] = static (ref r, t) => t.Tasks = r.List(Read),
    };

    private static readonly FieldMap<TaskFields> Target = new()
    {
        ["targetObjectId"] = static (ref r, t) => t.TargetObjectId = r.Text(),
        ["targetObjectName"] = static (ref r, t) => t.TargetName = r.Text(),
    };

    private static readonly FieldMap<TaskFields> Details = new()
    {
        ["instanceType"] = static (ref r, t) => t.Kind = r.Text(),
        ["instructions"] = static (ref r, t) => t.Instructions = r.Text(),
        ["jobTask"] = static (ref r, t) => r.Object(Target, t),
    };

    private static readonly FieldMap<TaskFields> Fields = new()
    {
        ["taskId"] = static (ref r, t) => t.TaskId = r.Text(),
        ["name"] = static (ref r, t) => t.Name = r.Text(),
        ["friendlyName"] = static (ref r, t) => t.DisplayName = r.Text(),
        ["state"] = static (ref r, t) => t.State = r.Text(),
        ["stateDescription"] = static (ref r, t) => t.StateDescription = r.Text(),
        ["startTime"] = static (ref r, t) => t.StartTime = r.Moment(),
        ["endTime"] = static (ref r, t) => t.EndTime = r.Moment(),
        ["errors"] = static (ref r, t) => t.Errors = r.List(JobErrorReader.Read),
        ["customDetails"] = static (ref r, t) => r.Object(Details, t),
        ["groupTaskCustomDetails"] = static (ref r, t) => r.Object(GroupFields, t),
    };

    public static FailbackJobTask? Read(ref WireReader reader)
    {
        var read = new TaskFields();
        if (!reader.Object(Fields, read))
        {
            return null;
        }

        // A task that wasn't needed is "Other", described as "Skipped" (asr-contract §6).
        JobState state = string.Equals(read.StateDescription, nameof(JobState.Skipped), StringComparison.OrdinalIgnoreCase)
            ? JobState.Skipped
            : JobStates.Parse(read.State);
        return new FailbackJobTask
        {
            TaskId = read.TaskId ?? string.Empty,
            Name = read.Name ?? string.Empty,
            DisplayName = string.IsNullOrEmpty(read.DisplayName) ? read.Name ?? string.Empty : read.DisplayName!,
            State = state,
            StateDescription = JobStates.Describe(read.State, read.StateDescription),
            StartTime = read.StartTime,
            EndTime = read.EndTime,
            Errors = read.Errors,
            Tasks = read.Tasks,
            TargetObjectId = string.IsNullOrEmpty(read.TargetObjectId) ? null : read.TargetObjectId,
            TargetName = read.TargetName ?? string.Empty,
            Instructions = string.Equals(read.Kind, "ManualActionTaskDetails", StringComparison.OrdinalIgnoreCase) ? read.Instructions ?? string.Empty : null,
        };
    }

    private sealed class TaskFields
    {
        public string? TaskId;
        public string? Name;
        public string? DisplayName;
        public string? State;
        public string? StateDescription;
        public DateTimeOffset? StartTime;
        public DateTimeOffset? EndTime;
        public IReadOnlyList<JobError> Errors = [];
        public IReadOnlyList<FailbackJobTask> Tasks = [];
        public string? TargetObjectId;
        public string? TargetName;
        public string? Kind;
        public string? Instructions;
    }
}
