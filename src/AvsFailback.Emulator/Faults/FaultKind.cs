using System;
using System.Collections.Generic;
using System.Linq;
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

    private static Dictionary<string, Func<JToken, bool>> Takes(params (string Name, Func<JToken, bool> Fits)[] fields) =>
        fields.ToDictionary(f => f.Name, f => f.Fits, StringComparer.OrdinalIgnoreCase);

    private static bool IsText(JToken token) => token.Type is JTokenType.String or JTokenType.Integer;

    private static bool IsSeconds(JToken token) => token.Type is JTokenType.Integer or JTokenType.Float && (double)token >= 0;

    private static bool IsFlag(JToken token) => token.Type == JTokenType.Boolean;

    private static bool IsStatus(JToken token) => token.Type == JTokenType.Integer && (int)token is >= 400 and <= 599;
}
