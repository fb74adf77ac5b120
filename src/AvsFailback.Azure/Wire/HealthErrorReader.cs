using System;

namespace AvsFailback.Azure.Wire;

/// <summary>Reads what the service says is wrong with an item or a server.</summary>
internal static class HealthErrorReader
{
    private static readonly FieldMap<HealthErrorFields> Fields = new()
    {
        ["errorCode"] = static (ref r, t) => t.Code = r.Text(),
        ["errorLevel"] = static (ref r, t) => t.Level = r.Text(),
        ["errorMessage"] = static (ref r, t) => t.Message = r.Text(),
        ["summaryMessage"] = static (ref r, t) => t.Summary = r.Text(),
        ["possibleCauses"] = static (ref r, t) => t.PossibleCauses = r.Text(),
        ["recommendedAction"] = static (ref r, t) => t.RecommendedAction = r.Text(),
        ["creationTimeUtc"] = static (ref r, t) => t.Since = r.Moment(),
    };

    public static HealthError? Read(ref WireReader reader)
    {
        var read = new HealthErrorFields();
        return !reader.Object(Fields, read) ? null : new HealthError
        {
            Code = read.Code ?? string.Empty,
            Level = read.Level ?? string.Empty,
            Message = string.IsNullOrEmpty(read.Message) ? read.Summary ?? string.Empty : read.Message!,
            PossibleCauses = read.PossibleCauses ?? string.Empty,
            RecommendedAction = read.RecommendedAction ?? string.Empty,
            Since = read.Since,
        };
    }

    private sealed class HealthErrorFields
    {
        public string? Code;
        public string? Level;
        public string? Message;
        public string? Summary;
        public string? PossibleCauses;
        public string? RecommendedAction;
        public DateTimeOffset? Since;
    }
}
