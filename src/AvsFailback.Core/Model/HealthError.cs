using System;

namespace AvsFailback;

/// <summary>One thing that Site Recovery says is wrong with an item or a server; every text is the service's own.</summary>
public sealed record HealthError
{
    /// <summary>The service's code, such as <c>78024</c>; some are words (asr-contract §10).</summary>
    public string Code { get; init; } = string.Empty;

    /// <summary>How bad it is, in the service's word: <c>Error</c>, <c>Warning</c>, <c>Information</c> …</summary>
    public string Level { get; init; } = string.Empty;

    /// <summary>What is wrong.</summary>
    public string Message { get; init; } = string.Empty;

    /// <summary>What may have led to it.</summary>
    public string PossibleCauses { get; init; } = string.Empty;

    /// <summary>What Microsoft recommends to do.</summary>
    public string RecommendedAction { get; init; } = string.Empty;

    /// <summary>Since when; null if not told.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>The code and the message.</summary>
    public override string ToString() => Code.Length == 0 ? Message : $"{Code}: {Message}";
}
