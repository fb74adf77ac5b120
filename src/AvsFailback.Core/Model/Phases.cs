namespace AvsFailback;

/// <summary>Sets of phases that the code asks for by name.</summary>
internal static class Phases
{
    /// <summary>The VM runs in AVS and its failback is committed.</summary>
    public static bool IsCommitted(ReplicationPhase phase) =>
        phase is ReplicationPhase.Committed or ReplicationPhase.ReplicatingToAzure or ReplicationPhase.Protected;

    /// <summary>The VM runs in AVS, committed or not.</summary>
    public static bool RunsInAvs(ReplicationPhase phase) => phase == ReplicationPhase.FailedBack || IsCommitted(phase);

    /// <summary>The VM runs in Azure, or is just being failed back.</summary>
    public static bool IsBeforeFailback(ReplicationPhase phase) => IsInAzure(phase) || phase == ReplicationPhase.FailingBack;

    /// <summary>The VM runs in Azure.</summary>
    public static bool IsInAzure(ReplicationPhase phase) =>
        phase is ReplicationPhase.FailedOver or ReplicationPhase.RunningInAzure or ReplicationPhase.ReplicatingToAvs or ReplicationPhase.ReadyToFailBack;
}
