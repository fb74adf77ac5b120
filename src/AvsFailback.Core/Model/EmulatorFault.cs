using System;
using System.Collections.Generic;
using System.Globalization;

namespace AvsFailback;

/// <summary>A fault that an emulated vault injects: what it waits for and what it does.</summary>
public sealed record EmulatorFault
{
    /// <summary>Its id, by which it is removed.</summary>
    public string Id { get; init; } = string.Empty;

    /// <summary>What it does, such as <c>Status</c> or <c>DropAfter</c>.</summary>
    public string Kind { get; init; } = string.Empty;

    /// <summary>The operation that it waits for, such as <c>ReProtect</c>; null for any.</summary>
    public string? Operation { get; init; }

    /// <summary>The VM that it waits for; null for any.</summary>
    public string? Item { get; init; }

    /// <summary>Which of the calls that it waits for it strikes alone, counted from 1; null for each.</summary>
    public int? Nth { get; init; }

    /// <summary>How often it strikes at most; null for always.</summary>
    public int? Times { get; init; }

    /// <summary>The share of the calls that it strikes, from 0 to 1; null for all.</summary>
    public double? Probability { get; init; }

    /// <summary>The HTTP status that it answers (<c>Status</c>).</summary>
    public int? Status { get; init; }

    /// <summary>The wait that it asks for (<c>Status</c>).</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The error's code (<c>Status</c>, <c>FailJob</c>).</summary>
    public string? Code { get; init; }

    /// <summary>The error's message (<c>Status</c>, <c>FailJob</c>).</summary>
    public string? Message { get; init; }

    /// <summary>The error's possible causes (<c>FailJob</c>).</summary>
    public string? PossibleCauses { get; init; }

    /// <summary>The error's recommended action (<c>FailJob</c>).</summary>
    public string? RecommendedAction { get; init; }

    /// <summary>The name of the task that fails (<c>FailJob</c>); null for the job's main one.</summary>
    public string? Task { get; init; }

    /// <summary>How long the answer takes (<c>Slow</c>), or the agent until it registers (<c>LateAgent</c>; null for never).</summary>
    public TimeSpan? Delay { get; init; }

    /// <summary>Whether the caller crashes <c>Before</c> the service acts or <c>After</c> it (<c>CrashCaller</c>).</summary>
    public string? When { get; init; }

    /// <summary>How many calls it waited for have come.</summary>
    public int MatchedCount { get; init; }

    /// <summary>How many of them it has struck.</summary>
    public int FiredCount { get; init; }

    /// <summary>The vault that it strikes in.</summary>
    public AvsVault? Vault { get; init; }

    /// <summary>The emulator that has it.</summary>
    internal IEmulatorControl? Control { get; init; }

    /// <summary>What stands besides the kind, in a line.</summary>
    public string Details
    {
        get
        {
            var parts = new List<string>();
            Add(parts, null, Status);
            Add(parts, "retry after", RetryAfter is { } wait ? Words.Span(wait) : null);
            Add(parts, null, Delay is { } delay ? Words.Span(delay) : null);
            Add(parts, null, When);
            Add(parts, null, Code);
            Add(parts, "in task", Task);
            Add(parts, "call", Nth);
            Add(parts, "probability", Probability);
            return string.Join(", ", parts);
        }
    }

    /// <summary>The kind and what it waits for.</summary>
    public override string ToString() => $"{Kind} on {Operation ?? "any operation"}{(Item is null ? string.Empty : " of " + Item)}";

    private static void Add(List<string> parts, string? word, object? value)
    {
        if (value is not null)
        {
            string text = Convert.ToString(value, CultureInfo.InvariantCulture)!;
            parts.Add(word is null ? text : word + " " + text);
        }
    }
}
