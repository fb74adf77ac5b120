using System;
using Newtonsoft.Json;

namespace AvsFailback.Azure.Wire;

/// <summary>Reads a replication policy, of whichever provider.</summary>
internal static class PolicyReader
{
    private static readonly FieldMap<PolicyFields> Details = new()
    {
        ["instanceType"] = static (ref r, t) => t.Provider = r.Text(),
        ["crashConsistentFrequencyInMinutes"] = static (ref r, t) => t.CrashConsistent = Minutes(ref r),
        ["appConsistentFrequencyInMinutes"] = static (ref r, t) => t.AppConsistent = Minutes(ref r),

        // The classic providers and the modernized one name the same number of minutes differently.
        ["recoveryPointHistory"] = static (ref r, t) => t.History = Minutes(ref r),
        ["recoveryPointHistoryInMinutes"] = static (ref r, t) => t.History = Minutes(ref r),
    };

    private static readonly FieldMap<PolicyFields> Properties = new()
    {
        ["friendlyName"] = static (ref r, t) => t.Name = r.Text(),
        ["providerSpecificDetails"] = static (ref r, t) => r.Object(Details, t),
    };

    private static readonly FieldMap<PolicyFields> Resource = new()
    {
        ["id"] = static (ref r, t) => t.Id = r.Id(),
        ["properties"] = static (ref r, t) => r.Object(Properties, t),
    };

    public static ReplicationPolicy? Read(ref WireReader reader)
    {
        var read = new PolicyFields();
        if (!reader.Object(Resource, read))
        {
            return null;
        }

        ArmId id = read.Id ?? throw new JsonSerializationException("A policy without an id.");
        return new ReplicationPolicy
        {
            Id = id,
            Name = string.IsNullOrEmpty(read.Name) ? id.Name : read.Name!,
            Provider = read.Provider ?? string.Empty,
            CrashConsistentFrequency = read.CrashConsistent,
            AppConsistentFrequency = read.AppConsistent,
            RecoveryPointHistory = read.History,
        };
    }

    private static TimeSpan? Minutes(ref WireReader reader) => reader.Whole() is { } minutes ? TimeSpan.FromMinutes(minutes) : null;

    private sealed class PolicyFields
    {
        public ArmId? Id;
        public string? Name;
        public string? Provider;
        public TimeSpan? CrashConsistent;
        public TimeSpan? AppConsistent;
        public TimeSpan? History;
    }
}
