namespace AvsFailback;

/// <summary>Where a replicated item stands on its way home. Derived from the item and its running job alone.</summary>
// As all public enums it is a long: ConvertTo-Json writes these by name, and others as numbers.
public enum ReplicationPhase : long
{
    /// <summary>The vault says something that this version doesn't know; nothing is done to the item.</summary>
    Unknown,

    /// <summary>Failed over to Azure; that failover isn't committed yet.</summary>
    FailedOver,

    /// <summary>Runs in Azure and that failover is committed. Next: reprotect to AVS.</summary>
    RunningInAzure,

    /// <summary>Reprotected: the first copy or a resync to AVS runs, or the item waits for its first recovery point.</summary>
    ReplicatingToAvs,

    /// <summary>Replicates to AVS and can be failed back.</summary>
    ReadyToFailBack,

    /// <summary>A failback, or the cancelling of one, is under way.</summary>
    FailingBack,

    /// <summary>Runs in AVS; the failback isn't committed. Next: commit, or cancel the failback (modernized).</summary>
    FailedBack,

    /// <summary>Runs in AVS, committed and unprotected. Next: reprotect to Azure.</summary>
    Committed,

    /// <summary>Reprotected to Azure: the first copy runs, or the item waits for its first recovery point.</summary>
    ReplicatingToAzure,

    /// <summary>Runs in AVS and is protected, as before the disaster.</summary>
    Protected,

    /// <summary>A step failed and needs a person; the reason is on the item. Critical health alone isn't this.</summary>
    Faulted,
}

/// <summary>The two generations of Site Recovery for VMware.</summary>
public enum ReplicationArchitecture : long
{
    /// <summary>Neither of the two: another provider of Site Recovery.</summary>
    Unknown,

    /// <summary>Configuration server, process server and master target; retired by Microsoft in March 2026.</summary>
    Classic,

    /// <summary>The replication appliance.</summary>
    Modernized,
}

/// <summary>Where an item's data flows, or flowed last.</summary>
public enum ReplicationDirection : long
{
    /// <summary>Not known: another provider of Site Recovery.</summary>
    Unknown,

    /// <summary>From AVS to Azure: the item is protected by Azure.</summary>
    AvsToAzure,

    /// <summary>From Azure to AVS: the item was reprotected, so as to come home.</summary>
    AzureToAvs,
}

/// <summary>Health as Site Recovery tells it.</summary>
public enum HealthStatus : long
{
    /// <summary>Not told.</summary>
    None,

    /// <summary>Nothing to report.</summary>
    Normal,

    /// <summary>Works, with something to look at.</summary>
    Warning,

    /// <summary>Needs a person.</summary>
    Critical,
}

/// <summary>The kinds of recovery point.</summary>
public enum RecoveryPointType : long
{
    /// <summary>A kind that this version doesn't know.</summary>
    Unknown,

    /// <summary>The disks as they were at one instant, as after pulling the plug.</summary>
    CrashConsistent,

    /// <summary>The applications had written all that they held in memory; usually older.</summary>
    ApplicationConsistent,
}
