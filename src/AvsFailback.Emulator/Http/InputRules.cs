using System;
using System.Collections.Generic;
using System.Linq;
using AvsFailback.Emulator.State;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.Http;

/// <summary>Which bodies the service could read at all: required members and known types (SW, contract §3.1). All else is found out by the job.</summary>
internal static class InputRules
{
    private static readonly Dictionary<string, string[]> UnplannedTypes = Types(
        ("A2A", []), ("HyperVReplicaAzure", []), ("InMage", []), ("InMageAzureV2", []), ("InMageRcm", ["performShutdown"]));

    private static readonly Dictionary<string, string[]> PlannedTypes = Types(
        ("HyperVReplicaAzure", []), ("HyperVReplicaAzureFailback", []), ("InMageRcmFailback", ["recoveryPointType"]));

    private static readonly Dictionary<string, string[]> ReprotectTypes = Types(
        ("A2A", []), ("HyperVReplicaAzure", []), ("InMage", ["masterTargetId", "processServerId", "retentionDrive", "profileId"]), ("InMageAzureV2", []),
        ("InMageRcm", ["reprotectAgentId", "datastoreName", "logStorageAccountId"]), ("InMageRcmFailback", ["processServerId", "policyId"]));

    // instanceType -> what recoveryPointType may be.
    private static readonly Dictionary<string, string[]> PointTypes = Types(
        ("InMage", ["LatestTime", "LatestTag", "Custom"]), ("InMageRcmFailback", ["ApplicationConsistent", "CrashConsistent"]));

    public static JObject UnplannedFailover(EmulatedRequest request) => Check(request, UnplannedTypes);

    public static JObject PlannedFailover(EmulatedRequest request) => Check(request, PlannedTypes);

    public static JObject Reprotect(EmulatedRequest request) => Check(request, ReprotectTypes);

    private static JObject Check(EmulatedRequest request, Dictionary<string, string[]> types)
    {
        JObject properties = Object(request.Json(), "properties", "properties");
        JObject details = Object(properties, "providerSpecificDetails", "properties.providerSpecificDetails");
        string type = details.MemberText("instanceType") ?? throw Missing("properties.providerSpecificDetails.instanceType");
        if (!types.TryGetValue(type, out string[]? required))
        {
            throw ArmException.BadRequest("InvalidParameter",
                $"The value '{type}' of 'properties.providerSpecificDetails.instanceType' isn't known here; known are {string.Join(", ", types.Keys)}.");
        }

        foreach (string member in required.Where(m => string.IsNullOrEmpty(details.MemberText(m))))
        {
            throw Missing("properties.providerSpecificDetails." + member);
        }

        if (details.MemberText("recoveryPointType") is { } point && PointTypes.TryGetValue(type, out string[]? points) && !points.Contains(point, StringComparer.OrdinalIgnoreCase))
        {
            throw ArmException.BadRequest("InvalidParameter",
                $"The value '{point}' of 'properties.providerSpecificDetails.recoveryPointType' isn't one of {string.Join(", ", points)}.");
        }

        return properties;
    }

    internal static JObject Object(JObject body, string member, string path) => body.Member(member) switch
    {
        JObject found => found,
        null or { Type: JTokenType.Null } => throw Missing(path),
        _ => throw ArmException.BadRequest("InvalidRequestContent", $"The request content was invalid: '{path}' must be an object."),
    };

    internal static ArmException Missing(string path) => ArmException.BadRequest("MissingRequiredParameter", $"The required member '{path}' is missing or empty.");

    private static Dictionary<string, string[]> Types(params (string Type, string[] Members)[] types) =>
        types.ToDictionary(t => t.Type, t => t.Members, StringComparer.Ordinal);
}
