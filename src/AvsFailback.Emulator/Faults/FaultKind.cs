using System;
using System.Collections.Generic;
using System.Linq;
using AvsFailback.Emulator.Operations;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.Faults;

/// <summary>Where in the emulator a fault strikes.</summary>
internal enum FaultPoint
{
    /// <summary>Before the service acts on a request.</summary>
    BeforeRequest,

    /// <summary>After it acted, before it answers.</summary>
    AfterRequest,

    /// <summary>When a job is made.</summary>
    Job,

    /// <summary>When a VM boots after a failover and its agent should register.</summary>
    Agent,

    /// <summary>When a failback shuts the Azure VM down.</summary>
    VmStop,
}

/// <summary>A kind of fault: where it strikes and which members of its own it takes.</summary>
internal sealed record FaultKind(string Name, FaultPoint Point, IReadOnlyDictionary<string, Func<JToken, bool>> Fields, params string[] Required)
{
    /// <summary>All kinds. A new one is a line here, and code where its point is asked.</summary>
    public static readonly IReadOnlyDictionary<string, FaultKind> All = new FaultKind[]
    {
        new("dropBefore", FaultPoint.BeforeRequest, Takes()),
        new("status", FaultPoint.BeforeRequest, Takes(("status", IsStatus), ("code", IsText), ("message", IsText), ("retryAfter", IsSeconds)), "status"),
        new("dropAfter", FaultPoint.AfterRequest, Takes()),
        new("cutBody", FaultPoint.AfterRequest, Takes()),
        new("invalidJson", FaultPoint.AfterRequest, Takes()),
        new("crashCaller", FaultPoint.AfterRequest, Takes(("when", t => t.Type == JTokenType.String && (string?)t is "before" or "after"))),
        new("slow", FaultPoint.AfterRequest, Takes(("seconds", IsSeconds)), "seconds"),
        new("failJob", FaultPoint.Job, Takes(("code", IsText), ("message", IsText), ("possibleCauses", IsText), ("recommendedAction", IsText), ("task", IsText))),
        new("lateAgent", FaultPoint.Agent, Takes(("seconds", t => IsSeconds(t) || (string?)t == "never"), ("never", IsFlag))),
        new("vmKeepsRunning", FaultPoint.VmStop, Takes()),
    }.ToDictionary(k => k.Name, StringComparer.OrdinalIgnoreCase);

    private static readonly string[] Jobs =
    [
        ActionNames.ReProtect, ActionNames.UnplannedFailover, ActionNames.PlannedFailover, ActionNames.FailoverCommit, ActionNames.FailoverCancel, ActionNames.RefreshVaultHealth,
    ];

    private static readonly string[] Failovers = [ActionNames.UnplannedFailover, ActionNames.PlannedFailover];

    /// <summary>The operations that one of this kind can wait for; null for any.</summary>
    public IReadOnlyCollection<string>? Operations => Point switch
    {
        FaultPoint.Job => Jobs,
        FaultPoint.Agent or FaultPoint.VmStop => Failovers,
        _ => null,
    };

    private static Dictionary<string, Func<JToken, bool>> Takes(params (string Name, Func<JToken, bool> Fits)[] fields) =>
        fields.ToDictionary(f => f.Name, f => f.Fits, StringComparer.OrdinalIgnoreCase);

    private static bool IsText(JToken token) => token.Type is JTokenType.String or JTokenType.Integer;

    /// <summary>Whether it is a whole number between the two; one that no number of ours can hold isn't.</summary>
    public static bool IsWhole(JToken token, long least, long most) => token is JValue { Value: long number } && number >= least && number <= most;

    // Ten years: nobody waits longer, and the calendar has room for it.
    private static bool IsSeconds(JToken token) => token is JValue { Value: long or double } && (double)token is >= 0 and <= 315_576_000;

    private static bool IsFlag(JToken token) => token.Type == JTokenType.Boolean;

    private static bool IsStatus(JToken token) => IsWhole(token, 400, 599);
}
