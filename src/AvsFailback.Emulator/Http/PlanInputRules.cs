using System;
using System.Collections.Generic;
using System.Linq;
using AvsFailback.Emulator.State;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.Http;

/// <summary>Which bodies of a plan's failover the service could read at all (SW RecoveryPlan*FailoverInput; contract §8).</summary>
internal static class PlanInputRules
{
    private static readonly string[] Directions = ["PrimaryToRecovery", "RecoveryToPrimary"];
    private static readonly string[] SourceSiteOperations = ["Required", "NotRequired"];
    private static readonly string[] LatestTypes = ["Latest", "LatestApplicationConsistent", "LatestCrashConsistent", "LatestProcessed"];

    // instanceType -> what it must have.
    private static readonly Dictionary<string, string[]> Types = new(StringComparer.Ordinal)
    {
        ["A2A"] = ["recoveryPointType"],
        ["HyperVReplicaAzure"] = [],
        ["HyperVReplicaAzureFailback"] = ["dataSyncOption", "recoveryVmCreationOption"],
        ["InMage"] = ["recoveryPointType"],
        ["InMageAzureV2"] = ["recoveryPointType"],
        ["InMageRcm"] = ["recoveryPointType"],
        ["InMageRcmFailback"] = ["recoveryPointType"],
    };

    private static readonly Dictionary<string, string[]> PointTypes = new(StringComparer.Ordinal)
    {
        ["InMage"] = ["LatestTime", "LatestTag", "Custom"],
        ["InMageAzureV2"] = LatestTypes,
        ["InMageRcm"] = LatestTypes,
        ["InMageRcmFailback"] = ["ApplicationConsistent", "CrashConsistent"],
    };

    public static JObject UnplannedFailover(EmulatedRequest request)
    {
        JObject properties = PlannedFailover(request);
        OneOf(properties, "sourceSiteOperations", "properties.sourceSiteOperations", SourceSiteOperations);
        return properties;
    }

    public static JObject PlannedFailover(EmulatedRequest request)
    {
        JObject properties = InputRules.Object(request.Json(), "properties", "properties");
        OneOf(properties, "failoverDirection", "properties.failoverDirection", Directions);
        switch (properties.Member("providerSpecificDetails"))
        {
            case null or { Type: JTokenType.Null }:
                break;
            case JArray all:
                for (int i = 0; i < all.Count; i++)
                {
                    Check(all[i], FormattableString.Invariant($"properties.providerSpecificDetails[{i}]"));
                }

                break;
            default:
                throw ArmException.BadRequest("InvalidRequestContent", "The request content was invalid: 'properties.providerSpecificDetails' must be an array.");
        }

        return properties;
    }

    private static void Check(JToken token, string path)
    {
        if (token is not JObject details)
        {
            throw ArmException.BadRequest("InvalidRequestContent", $"The request content was invalid: '{path}' must be an object.");
        }

        OneOf(details, "instanceType", path + ".instanceType", Types.Keys);
        string type = details.MemberText("instanceType")!;
        foreach (string member in Types[type].Where(m => string.IsNullOrEmpty(details.MemberText(m))))
        {
            throw InputRules.Missing($"{path}.{member}");
        }

        if (PointTypes.TryGetValue(type, out string[]? points))
        {
            OneOf(details, "recoveryPointType", path + ".recoveryPointType", points);
        }

        if (details.Member("useMultiVmSyncPoint") is { Type: not (JTokenType.String or JTokenType.Null) })
        {
            // A string by SW; that another kind of value can't be read is INFERRED.
            throw ArmException.BadRequest("InvalidRequestContent", $"The request content was invalid: '{path}.useMultiVmSyncPoint' must be a string, \"true\" or \"false\".");
        }
    }

    private static void OneOf(JObject target, string member, string path, IEnumerable<string> known)
    {
        string value = target.MemberText(member) is { Length: > 0 } given ? given : throw InputRules.Missing(path);
        if (!known.Contains(value, StringComparer.Ordinal))
        {
            throw ArmException.BadRequest("InvalidParameter", $"The value '{value}' of '{path}' isn't known here; known are {string.Join(", ", known)}.");
        }
    }
}
