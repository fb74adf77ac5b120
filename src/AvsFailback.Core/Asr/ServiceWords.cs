namespace AvsFailback.Asr;

/// <summary>The service's words that decisions hang on (asr-contract §4.1, §6).</summary>
internal static class ServiceWords
{
    /// <summary>Names of providers.</summary>
    public static class Provider
    {
        public const string InMageAzureV2 = "InMageAzureV2";
        public const string InMage = "InMage";
        public const string InMageRcm = "InMageRcm";
        public const string InMageRcmFailback = "InMageRcmFailback";
    }

    /// <summary>Entries of <c>allowedOperations</c>.</summary>
    public static class Operation
    {
        public const string UnplannedFailover = "UnplannedFailover";
        public const string PlannedFailover = "PlannedFailover";
        public const string Commit = "Commit";
        public const string CancelFailover = "CancelFailover";
        public const string SwitchProtection = "SwitchProtection";
        public const string ReverseReplicate = "ReverseReplicate";
        public const string RepairReplication = "RepairReplication";
    }

    /// <summary>States of items; open text, of which only this one is asked for by its whole name.</summary>
    public static class ProtectionState
    {
        public const string Protected = "Protected";
    }

    /// <summary>Scenario names of jobs.</summary>
    public static class Scenario
    {
        public const string UnplannedFailover = "UnplannedFailover";
        public const string PlannedFailover = "PlannedFailover";
        public const string CommitFailover = "CommitFailover";
        public const string FinalizeFailback = "FinalizeFailback";
        public const string CancelFailover = "CancelFailover";
        public const string Reprotect = "SwitchReplicationGroupProtection";
    }

    /// <summary>Codes that say no more than that something failed; the reason stands in the error beside them (asr-contract §6, §10).</summary>
    public static System.Collections.Generic.IReadOnlyCollection<string> GenericErrors { get; } = ["539", "559"];
}
