namespace AvsFailback.Engine;

/// <summary>How a run is over.</summary>
internal enum RunOutcome
{
    /// <summary>It isn't.</summary>
    Pending,

    /// <summary>The item was where it was wanted before anything was done.</summary>
    AlreadyThere,

    /// <summary>The job of its last action has started.</summary>
    Started,

    /// <summary>The item is where it was wanted.</summary>
    Reached,

    /// <summary>It failed for good.</summary>
    Failed,

    /// <summary>It is left where it is on purpose: somebody else continues, or nobody wants it to.</summary>
    Left,
}
