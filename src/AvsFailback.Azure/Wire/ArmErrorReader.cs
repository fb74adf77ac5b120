using System.Collections.Generic;

namespace AvsFailback.Azure.Wire;

/// <summary>What ARM's error object says, word for word (asr-contract §10).</summary>
internal sealed record ArmError(string Code, string Message, IReadOnlyList<JobError> Details)
{
    /// <summary>The error as one, with the causes and the advice that stand in its details.</summary>
    public JobError ToJobError()
    {
        JobError? first = Details.Count > 0 ? Details[0] : null;
        return new JobError
        {
            Code = Code.Length > 0 ? Code : first?.Code ?? string.Empty,
            Message = Message.Length > 0 ? Message : first?.Message ?? string.Empty,
            PossibleCauses = first?.PossibleCauses ?? string.Empty,
            RecommendedAction = first?.RecommendedAction ?? string.Empty,
            ActivityId = first?.ActivityId,
        };
    }
}

/// <summary>Reads the bodies of refusals.</summary>
internal static class ArmErrorReader
{
    private static readonly FieldMap<ErrorFields> Error = new()
    {
        ["code"] = static (ref r, t) => t.Code = r.Text(),
        ["message"] = static (ref r, t) => t.Message = r.Text(),
        ["details"] = static (ref r, t) => t.Details = r.List(ReadDetail),
    };

    private static readonly FieldMap<ErrorFields> Body = new()
    {
        ["error"] = static (ref r, t) => r.Object(Error, t),

        // Some resource providers leave the envelope out.
        ["code"] = static (ref r, t) => t.Code ??= r.Text(),
        ["message"] = static (ref r, t) => t.Message ??= r.Text(),
    };

    private static readonly FieldMap<ErrorFields> Detail = new()
    {
        ["code"] = static (ref r, t) => t.Code = r.Text(),
        ["message"] = static (ref r, t) => t.Message = r.Text(),
        ["possibleCauses"] = static (ref r, t) => t.PossibleCauses = r.Text(),
        ["recommendedAction"] = static (ref r, t) => t.RecommendedAction = r.Text(),
        ["activityId"] = static (ref r, t) => t.ActivityId = r.Text(),
    };

    public static ArmError ReadBody(ref WireReader reader)
    {
        var read = new ErrorFields();
        reader.Object(Body, read);
        return Build(read);
    }

    /// <summary>The error object itself, as it stands within other bodies.</summary>
    public static ArmError? ReadError(ref WireReader reader)
    {
        var read = new ErrorFields();
        return reader.Object(Error, read) ? Build(read) : null;
    }

    private static ArmError Build(ErrorFields read) => new(read.Code ?? string.Empty, read.Message ?? string.Empty, read.Details);

    private static JobError? ReadDetail(ref WireReader reader)
    {
        var read = new ErrorFields();
        return !reader.Object(Detail, read) ? null : new JobError
        {
            Code = read.Code ?? string.Empty,
            Message = read.Message ?? string.Empty,
            PossibleCauses = read.PossibleCauses ?? string.Empty,
            RecommendedAction = read.RecommendedAction ?? string.Empty,
            ActivityId = read.ActivityId,
        };
    }

    private sealed class ErrorFields
    {
        public string? Code;
        public string? Message;
        public string? PossibleCauses;
        public string? RecommendedAction;
        public string? ActivityId;
        public IReadOnlyList<JobError> Details = [];
    }
}
