using AvsFailback.Runs;

namespace AvsFailback;

/// <summary>Who lets commits through.</summary>
public enum CommitPolicy : long
{
    /// <summary>The user is asked.</summary>
    Ask,

    /// <summary>A VM whose validation passed is committed.</summary>
    AfterValidation,

    /// <summary>Nobody: the VMs stay failed back, for somebody else to commit.</summary>
    Never,
}

/// <summary>How often the user is asked before commits.</summary>
public enum ConfirmEach : long
{
    /// <summary>Once, for all VMs of the run.</summary>
    Run,

    /// <summary>For each wave.</summary>
    Wave,

    /// <summary>For each VM.</summary>
    Vm,
}

/// <summary>What becomes of a failback whose validation didn't pass.</summary>
public enum ValidationFailurePolicy : long
{
    /// <summary>It stays uncommitted, for a person to look at.</summary>
    Keep,

    /// <summary>It is cancelled where the service can (modernized): the Azure VM goes on.</summary>
    Cancel,
}
