using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using AvsFailback.Asr;
using AvsFailback.Engine;

namespace AvsFailback.Azure.Wire;

/// <summary>Reads the errors of jobs and of their tasks (asr-contract §6).</summary>
internal static class JobErrorReader
{
    private static readonly FieldMap<JobErrorFields> ServiceFields = new()
    {
        ["code"] = static (ref r, t) => t.Code = r.Text(),
        ["message"] = static (ref r, t) => t.Message = r.Text(),
        ["possibleCauses"] = static (ref r, t) => t.PossibleCauses = r.Text(),
        ["recommendedAction"] = static (ref r, t) => t.RecommendedAction = r.Text(),
        ["activityId"] = static (ref r, t) => t.ActivityId = r.Text(),
    };

    private static readonly FieldMap<JobErrorFields> ProviderFields = new()
    {
        ["errorCode"] = static (ref r, t) => t.ProviderCode = r.Whole(),
        ["errorMessage"] = static (ref r, t) => t.ProviderMessage = r.Text(),
        ["possibleCauses"] = static (ref r, t) => t.ProviderCauses = r.Text(),
        ["recommendedAction"] = static (ref r, t) => t.ProviderAction = r.Text(),
    };

    private static readonly FieldMap<JobErrorFields> Fields = new()
    {
        ["serviceErrorDetails"] = static (ref r, t) => r.Object(ServiceFields, t),
        ["providerErrorDetails"] = static (ref r, t) => r.Object(ProviderFields, t),
        ["errorLevel"] = static (ref r, t) => t.Level = r.Text(),
        ["creationTime"] = static (ref r, t) => t.Time = r.Moment(),
        ["taskId"] = static (ref r, t) => t.TaskId = r.Text(),
    };

    public static JobError? Read(ref WireReader reader)
    {
        var read = new JobErrorFields();
        if (!reader.Object(Fields, read))
        {
            return null;
        }

        string? providerCode = read.ProviderCode is null or 0 ? null : read.ProviderCode.Value.ToString(CultureInfo.InvariantCulture);
        return new JobError
        {
            Code = Told(read.Code) ?? providerCode ?? string.Empty,
            Message = Told(read.Message) ?? read.ProviderMessage ?? string.Empty,
            PossibleCauses = Told(read.PossibleCauses) ?? read.ProviderCauses ?? string.Empty,
            RecommendedAction = Told(read.RecommendedAction) ?? read.ProviderAction ?? string.Empty,
            Level = read.Level ?? string.Empty,
            Time = read.Time,
            ActivityId = Told(read.ActivityId),
            TaskId = Told(read.TaskId),
            ProviderCode = providerCode,
            ProviderMessage = Told(read.ProviderMessage),
        };
    }

    /// <summary>The job's errors and those of its tasks, each once, the most specific first.</summary>
    public static IReadOnlyList<JobError> Merge(IReadOnlyList<JobError> ofJob, IReadOnlyList<FailbackJobTask> tasks)
    {
        var merged = new List<JobError>(ofJob);
        foreach (JobError error in tasks.SelectMany(ErrorsOf))
        {
            if (!merged.Any(e => e.Code == error.Code && e.Message == error.Message && e.ProviderCode == error.ProviderCode))
            {
                merged.Add(error);
            }
        }

        return merged.Count == 0 ? [] : [.. merged.OrderBy(static e => ServiceWords.GenericErrors.Contains(e.Code) ? 1 : 0)];
    }

    private static IEnumerable<JobError> ErrorsOf(FailbackJobTask task) => task.Errors.Concat(task.Tasks.SelectMany(ErrorsOf));

    private static string? Told(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private sealed class JobErrorFields
    {
        public string? Code;
        public string? Message;
        public string? PossibleCauses;
        public string? RecommendedAction;
        public string? ActivityId;
        public long? ProviderCode;
        public string? ProviderMessage;
        public string? ProviderCauses;
        public string? ProviderAction;
        public string? Level;
        public DateTimeOffset? Time;
        public string? TaskId;
    }
}
