using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.Faults;

/// <summary>Why a job fails, in the service's own four parts.</summary>
internal sealed record JobFailure(string Code, string Message, string PossibleCauses, string RecommendedAction)
{
    public static JobFailure Read(JToken token) => new(
        (string?)token["code"] ?? "EmulatedFault",
        (string?)token["message"] ?? string.Empty,
        (string?)token["possibleCauses"] ?? string.Empty,
        (string?)token["recommendedAction"] ?? string.Empty);

    public JObject ToJson() => new()
    {
        ["code"] = Code,
        ["message"] = Message,
        ["possibleCauses"] = PossibleCauses,
        ["recommendedAction"] = RecommendedAction,
    };
}

/// <summary>The failures the emulator knows. Numbers are documented (contract §10); codes that begin with "Emulated" are INFERRED: that the job fails there is, too.</summary>
internal static class Failures
{
    public static JobFailure WrongDirection(string action, string instanceType, string? given) => new(
        "EmulatedWrongDirection",
        $"The failover direction '{given ?? "(none)"}' isn't the one for {action} of an item of type {instanceType}.",
        "The request was made for the other direction.",
        "Send the direction that the item's provider expects.");

    public static JobFailure WrongProvider(string action, string instanceType, string given) => new(
        "EmulatedWrongProvider",
        $"The input of type '{given}' doesn't fit {action} of an item of type {instanceType}.",
        "The item replicates in the other direction, or belongs to the other architecture.",
        "Read the item again and send the input for its current provider.");

    public static JobFailure NotAllowed(string action, string state) => new(
        "EmulatedNotAllowedInState",
        $"{action} isn't possible while the protection state is '{state}'.",
        "Another operation has changed the item, or the operation that must come before hasn't been done.",
        "Read the item's allowedOperations and do what is allowed.");

    public static JobFailure OtherJob(string job) => new(
        "EmulatedAnotherJobInProgress",
        $"Another job is in progress on the item: {job}.",
        "Two operations were started on the same item.",
        "Wait for the job to end and try again.");

    /// <summary>A warning, no failure: the words are the service's (CLI, H2A).</summary>
    public static JobFailure VmRenamed(string wanted, string name) => new(
        "28175",
        $"The VM name '{wanted}' was modified to '{name}' to avoid name conflicts.",
        "A virtual machine with this name exists already in the target resource group.",
        "No action is needed: use the new name to find the virtual machine.");

    public static JobFailure PlanWithoutWork(string plan) => new(
        "EmulatedPlanHasNoWork",
        $"No virtual machine of the recovery plan '{plan}' is left to work on.",
        "The plan has no virtual machines, or all of them have been failed over already.",
        "Look at the state of the plan's virtual machines.");

    public static JobFailure PlanReprotect(string plan) => new(
        "EmulatedPlanReprotectNotSupported",
        $"The recovery plan '{plan}' can't be reprotected: its virtual machines' providers don't support it.",
        "Reprotecting by a recovery plan is offered to other providers only.",
        "Reprotect the virtual machines one by one.");

    public static JobFailure NoCommonPoint(string group) => new(
        "EmulatedNoCommonRecoveryPoint",
        $"The virtual machines of the replication group '{group}' have no such recovery point in common.",
        "No point has been made for all of them since their first copy.",
        "Wait for the next common point, or fail over to the latest point of each.");

    public static JobFailure NotReadyToCommit(string state) => new(
        "25037",
        $"The item isn't ready for committing: its protection state is '{state}'.",
        "No failover has been completed on the item, or it has been committed already.",
        "Complete a failover first.");

    public static JobFailure CancelNotPossible(string instanceType) => new(
        "EmulatedCancelFailoverNotSupported",
        $"The failover of an item of type {instanceType} can't be cancelled in its present state.",
        "Only a planned failover to on-premises that hasn't been committed can be cancelled.",
        "Commit the failover, or reprotect and fail over again.");

    public static JobFailure NoRecoveryPoint() => new(
        "EmulatedNoRecoveryPoint",
        "No recovery point is available for the virtual machine.",
        "The first copy hasn't been completed, or no point has been made since.",
        "Wait for a recovery point and try again.");

    public static JobFailure RecoveryPointNotFound(string? point) => new(
        "EmulatedRecoveryPointNotFound",
        $"The recovery point '{point}' doesn't exist.",
        "It has been pruned, or belongs to another item.",
        "List the item's recovery points and choose one of them.");

    public static JobFailure NotFound(string what, string? id) => new(
        "EmulatedResourceNotFound",
        $"The {what} '{id}' doesn't exist in the vault.",
        "It was removed, or its id is wrong.",
        $"Choose a {what} that the vault lists.");

    public static JobFailure OsMismatch(string server, string os) => new(
        "EmulatedMasterTargetOsMismatch",
        $"The master target '{server}' can't write the disks of a {os} virtual machine.",
        "The master target's operating system isn't of the virtual machine's kind.",
        $"Choose a {os} master target.");

    public static JobFailure RetentionVolumeNotFound(string? volume, string server) => new(
        "EmulatedRetentionVolumeNotFound",
        $"The retention volume '{volume}' doesn't exist on the master target '{server}'.",
        "The volume was removed, or hasn't been discovered yet.",
        "Choose a retention volume that the master target lists.");

    public static JobFailure DatastoreNotReachable(string? datastore) => new(
        "8061",
        $"The datastore '{datastore}' isn't accessible.",
        "The datastore isn't mounted on the host, or isn't visible to the account.",
        "Mount the datastore read/write and try again.");

    public static JobFailure AzureVmNotRunning(string? vm) => new(
        "78093",
        $"The virtual machine '{vm}' isn't running, is in a hung state or isn't reachable.",
        "The virtual machine was stopped or deleted.",
        "Start the virtual machine and try again.");

    public static JobFailure AgentUnreachable(string name) => new(
        "95226",
        $"The Azure virtual machine '{name}' can't reach the configuration server, or its mobility agent hasn't registered yet.",
        "The machine has only just been started, the path to the configuration server is closed, or the agent's service is stopped.",
        "Wait up to 15 minutes, check the connection and the service, and try again.");

    public static JobFailure AgentNotRegistered(string code, string name) => new(
        code,
        $"The mobility agent isn't installed on '{name}', or hasn't registered with the process server.",
        "The virtual machine has only just been started on-premises: the agent needs up to 15 minutes to register.",
        "Wait up to 15 minutes and try again; if it persists, check the agent's service on the machine.");

    public static JobFailure Locked(string lockName) => new(
        "ScopeLocked",
        $"The Azure virtual machine can't be deleted: the lock '{lockName}' covers it.",
        "A delete or read-only lock is set on the virtual machine or on a scope above it.",
        "Remove the lock and commit again.");

    /// <summary>The generic error that follows the specific one in a failed job (P17:V2ATestJob).</summary>
    public static JobFailure Generic(string friendlyName) => new(
        "539",
        $"The requested action couldn't be performed by the '{friendlyName}' provider.",
        "Check the provider's errors for more information.",
        "Resolve the issue and retry the operation.");
}
