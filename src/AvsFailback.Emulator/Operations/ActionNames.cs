namespace AvsFailback.Emulator.Operations;

/// <summary>Stable names of what starts a job; faults and the request log use them.</summary>
internal static class ActionNames
{
    public const string ReProtect = "ReProtect";
    public const string UnplannedFailover = "UnplannedFailover";
    public const string PlannedFailover = "PlannedFailover";
    public const string FailoverCommit = "FailoverCommit";
    public const string FailoverCancel = "FailoverCancel";
    public const string RefreshVaultHealth = "RefreshVaultHealth";
}
