namespace AvsFailback;

/// <summary>What can be asked of the service for an item.</summary>
public enum FailbackAction : long
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Commit the failover to Azure, so that the item can be reprotected.</summary>
    CommitFailover,

    /// <summary>Reprotect from Azure to AVS.</summary>
    ReprotectToAvs,

    /// <summary>Fail back from Azure to AVS.</summary>
    FailBack,

    /// <summary>Cancel an uncommitted failback (modernized).</summary>
    CancelFailback,

    /// <summary>Commit the failback; deletes the Azure VM.</summary>
    Commit,

    /// <summary>Reprotect from AVS to Azure.</summary>
    ReprotectToAzure,
}

/// <summary>Where an item is wanted.</summary>
public enum FailbackGoal : long
{
    /// <summary>Replicates to AVS and can be failed back.</summary>
    ReadyToFailBack,

    /// <summary>Runs in AVS, not committed.</summary>
    FailedBack,

    /// <summary>The failback is undone: runs in Azure and replicates to AVS again.</summary>
    FailbackCancelled,

    /// <summary>Runs in AVS, committed.</summary>
    Committed,

    /// <summary>Runs in AVS and is protected again.</summary>
    Protected,
}
