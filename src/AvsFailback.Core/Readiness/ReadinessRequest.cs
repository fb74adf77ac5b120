using System.Collections.Generic;

namespace AvsFailback.Readiness;

/// <summary>What is asked of the readiness of one item.</summary>
/// <param name="Item">The item; one that a list told is read whole first.</param>
internal sealed record ReadinessRequest(ReplicatedItem Item)
{
    /// <summary>The step; null for the one that the item's phase calls for.</summary>
    public ReadinessStep? Step { get; init; }

    /// <summary>What the user gave beside the item.</summary>
    public ReadinessInputs Inputs { get; init; } = new();

    /// <summary>Ids of rules that the user said to go on against.</summary>
    public IReadOnlyCollection<string> IgnoredRules { get; init; } = [];

    /// <summary>The step that is asked for.</summary>
    public ReadinessStep StepOrNext => Step ?? NextStep(Item.Phase);

    /// <summary>The step that a phase calls for.</summary>
    public static ReadinessStep NextStep(ReplicationPhase phase) => phase switch
    {
        ReplicationPhase.FailedOver or ReplicationPhase.RunningInAzure or ReplicationPhase.Committed => ReadinessStep.Reprotection,
        ReplicationPhase.FailedBack => ReadinessStep.Commit,
        _ => ReadinessStep.Failback,
    };
}
