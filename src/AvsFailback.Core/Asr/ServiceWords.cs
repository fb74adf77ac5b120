namespace AvsFailback.Asr;

/// <summary>The service's words that decisions hang on (asr-contract §4.1, §6).</summary>
internal static class ServiceWords
{
    /// <summary>Codes of health errors (asr-contract §10).</summary>
    public static class Health
    {
        /// <summary>The failover failed.</summary>
        public const string FailoverFailed = "78037";

        // What follows from something else, or only delays: a resync is due, RPO, upload, no recent points, no test failover yet.
        private static readonly string[] Consequences = ["78024", "78026", "78028", "78143", "78144", "161011", "325092"];

        /// <summary>How little an error says of why an item is faulted: the lowest says most.</summary>
        public static int Rank(HealthError error) =>
            error.Code == FailoverFailed ? 0
            : System.Array.IndexOf(Consequences, error.Code) >= 0 ? 3
            : error.Level is "Warning" or "Information" ? 2
            : 1;
    }

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
