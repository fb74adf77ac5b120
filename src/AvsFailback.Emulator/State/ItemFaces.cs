using System.Linq;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.State;

/// <summary>What an item shows of its state.</summary>
internal sealed record ItemFace(string State, string Description, string ActiveLocation, params string[] Allowed)
{
    public void Show(JObject properties)
    {
        properties["protectionState"] = State;
        properties["protectionStateDescription"] = Description;
        properties["activeLocation"] = ActiveLocation;
        properties["allowedOperations"] = Json.Array(Allowed);
        if (properties["providerSpecificDetails"] is JObject details && details.ContainsKey("vmProtectionState"))
        {
            // Classic details repeat the state (P17, P21); while the first copy runs they say so in their own words.
            bool copying = State == ItemFaces.CopyRunning.State;
            details["vmProtectionState"] = copying ? "UnprotectedStatesBegin" : State;
            details["vmProtectionStateDescription"] = copying ? "Enabling protection" : Description;
        }
    }
}

/// <summary>The states that were seen, and those concluded from them (contract §4.1).</summary>
internal static class ItemFaces
{
    /// <summary>Replicating to Azure: P17, CLI.</summary>
    public static readonly ItemFace ProtectedToAzure = new("Protected", "Protected", "Primary", "UnplannedFailover", "DisableProtection", "TestFailover");

    /// <summary>The first copy runs, either way: CLI, P17.</summary>
    public static readonly ItemFace CopyRunning = new("InitialReplicationInProgress", "Initial replication is in progress", "Primary", "DisableProtection");

    /// <summary>First copy to Azure done: CLI for InMageRcm; INFERRED for InMageAzureV2.</summary>
    public static readonly ItemFace AwaitingFirstPoint = new(
        "InitialReplicationRecoveryCompletionPending", "Waiting for first recovery point", "Primary", "DisableProtection");

    /// <summary>Failed over to Azure: CLI for InMageRcm; INFERRED for InMageAzureV2.</summary>
    public static readonly ItemFace FailedOver = new("UnplannedFailoverCommitPendingStatesBegin", "Failover completed", "Recovery",
        "CompleteMigration", "Commit", "DisableProtection", "ChangePit", "SwitchProtection");

    /// <summary>That failover committed: P21:V2ATestSwitchProtection for InMageAzureV2; INFERRED for InMageRcm.</summary>
    public static readonly ItemFace RunningInAzure = new("UnplannedFailoverCommitted", "Failover committed", "Recovery",
        "CompleteMigration", "DisableProtection", "SwitchProtection");

    /// <summary>A failover that failed: P17:TestRPJob for InMageAzureV2; INFERRED for InMage.</summary>
    public static readonly ItemFace FailoverFailed = new("UnplannedFailoverCompletionFailed", "Failover couldn't be completed", "Primary",
        "RepairReplication", "UnplannedFailover", "DisableProtection");

    /// <summary>Reprotected, ready to fail back, classic: P17, P21.</summary>
    public static readonly ItemFace ReadyClassic = new("Protected", "Protected", "Primary", "UnplannedFailover", "DisableProtection");

    /// <summary>Reprotected, ready to fail back, modernized: CLI.</summary>
    public static readonly ItemFace ReadyModernized = new("Protected", "Protected", "Primary", "PlannedFailover", "DisableProtection");

    /// <summary>Failed back, not committed, classic: INFERRED as for InMageRcm "failed over" without ChangePit.</summary>
    public static readonly ItemFace FailedBackClassic = new("UnplannedFailoverCommitPendingStatesBegin", "Failover completed", "Recovery",
        "CompleteMigration", "Commit", "DisableProtection", "SwitchProtection");

    /// <summary>Failed back, not committed, modernized: P21.</summary>
    public static readonly ItemFace FailedBackModernized = new("CommitPendingStatesBegin", "Planned failover finished", "Recovery",
        "CompleteMigration", "Commit", "DisableProtection", "SwitchProtection", "CancelFailover");

    /// <summary>Failback committed, classic: P21:V2ATestReprotect.</summary>
    public static readonly ItemFace CommittedClassic = new("UnplannedFailoverCommitted", "Failover committed", "Recovery",
        "CompleteMigration", "DisableProtection", "SwitchProtection");

    /// <summary>Failback committed, modernized: INFERRED; the words are those of a published example (EX ReplicationProtectedItems_FailoverCommit).</summary>
    public static readonly ItemFace CommittedModernized = new("PlannedFailoverStatesBegin", "Planned failover committed", "Recovery",
        "CompleteMigration", "DisableProtection", "SwitchProtection");
}

/// <summary>Faces by what they show.</summary>
internal static class KnownFaces
{
    private static readonly ItemFace[] ToAzure = [ItemFaces.ProtectedToAzure, ItemFaces.CopyRunning, ItemFaces.AwaitingFirstPoint, ItemFaces.FailedOver, ItemFaces.RunningInAzure, ItemFaces.FailoverFailed];
    private static readonly ItemFace[] Classic = [ItemFaces.ReadyClassic, ItemFaces.CopyRunning, ItemFaces.FailedBackClassic, ItemFaces.CommittedClassic, ItemFaces.FailoverFailed];
    private static readonly ItemFace[] Modernized = [ItemFaces.ReadyModernized, ItemFaces.CopyRunning, ItemFaces.FailedBackModernized, ItemFaces.CommittedModernized, ItemFaces.FailoverFailed];

    /// <summary>The face of a state of a provider; null for a state that isn't known here.</summary>
    public static ItemFace? Of(string instanceType, string? state)
    {
        ItemFace[] faces = instanceType switch
        {
            "InMageAzureV2" or "InMageRcm" => ToAzure,
            "InMage" => Classic,
            "InMageRcmFailback" => Modernized,
            _ => [],
        };
        return faces.FirstOrDefault(face => face.State == state);
    }
}

/// <summary>Where an item stands, read off what it shows, so that an exported item of a real vault is understood too.</summary>
internal enum ItemStage
{
    Other,
    CopyingToAzure,
    Protected,
    FailedOver,
    RunningInAzure,
    CopyingToAvs,
    ReadyToFailBack,
    FailedBack,
    Committed,
    FailoverFailed,
}

internal static class ItemStages
{
    public static ItemStage Read(JObject properties)
    {
        string type = properties["providerSpecificDetails"].Text("instanceType") ?? string.Empty;
        bool forward = type is "InMageAzureV2" or "InMageRcm";
        if (!forward && type is not ("InMage" or "InMageRcmFailback"))
        {
            return ItemStage.Other;
        }

        string[] allowed = (properties["allowedOperations"] as JArray)?.Select(t => t.ToString()).ToArray() ?? [];
        if (properties.Text("activeLocation") == "Recovery")
        {
            return (forward, allowed.Contains("Commit")) switch
            {
                (true, true) => ItemStage.FailedOver,
                (true, false) => ItemStage.RunningInAzure,
                (false, true) => ItemStage.FailedBack,
                _ => ItemStage.Committed,
            };
        }

        if (allowed.Contains("RepairReplication"))
        {
            return ItemStage.FailoverFailed;
        }

        bool ready = allowed.Contains("UnplannedFailover") || allowed.Contains("PlannedFailover");
        return (forward, ready) switch
        {
            (true, true) => ItemStage.Protected,
            (true, false) => ItemStage.CopyingToAzure,
            (false, true) => ItemStage.ReadyToFailBack,
            _ => ItemStage.CopyingToAvs,
        };
    }
}
