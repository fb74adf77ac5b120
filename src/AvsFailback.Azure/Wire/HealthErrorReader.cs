using System;

namespace AvsFailback.Azure.Wire;

/// <summary>Reads what the service says is wrong with an item or a server.</summary>
internal static class HealthErrorReader
{
    private static readonly FieldMap<HealthErrorFields> Fields = new()
    {
        ["errorCode"] = static (r, t) => t.Code = r.Word(),
        ["errorLevel"] = static (r, t) => t.Level = r.Word(),
        ["errorMessage"] = static (r, t) => t.Message = r.Word(),
        ["summaryMessage"] = static (r, t) => t.Summary = r.Word(),
        ["possibleCauses"] = static (r, t) => t.PossibleCauses = r.Word(),
        ["recommendedAction"] = static (r, t) => t.RecommendedAction = r.Word(),
        ["creationTimeUtc"] = static (r, t) => t.Since = r.Moment(),
    };

    public static HealthError? Read(WireReader reader)
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
