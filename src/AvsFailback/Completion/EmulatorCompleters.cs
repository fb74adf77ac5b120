using System.Collections;
using System.Collections.Generic;
using System.Linq;

namespace AvsFailback.Completion;

/// <summary>Completes an emulator's operations: the usual ones, and those that it was asked for.</summary>
public sealed class EmulatorOperationCompleter : WordCompleter
{
    private static readonly string[] Usual =
    [
        "CancelJob", "FailoverCancel", "FailoverCommit", "GetFabric", "GetInstanceView", "GetItem", "GetJob", "GetOperationStatus", "GetVault", "GetVirtualMachine", "ListFabrics",
        "ListItems", "ListJobs", "ListPolicies", "ListRecoveryPoints", "ListRunAsAccounts", "ListVirtualMachines", "PlannedFailover", "ReProtect", "RestartJob", "ResumeJob",
        "UnplannedFailover",
    ];

    private protected override IEnumerable<(string Word, string Tip)> Words(IDictionary bound)
    {
        IEnumerable<string> asked = [];
        try
        {
            if (VaultOf(bound).Connection.Emulator is { } emulator)
            {
                asked = Read(token => emulator.ListRequestsAsync(0, token)).Select(r => r.Operation);
            }
        }
        catch (FailbackException)
        {
            // Without a vault the usual ones are offered.
        }

        return Usual.Concat(asked).Distinct().Select(o => (o, o));
    }
}

/// <summary>Completes the effects that an emulator knows.</summary>
public sealed class EmulatorEffectCompleter : WordCompleter
{
    private static readonly string[] Known =
    [
        "JobStarted", "JobChanged", "PowerChange", "Reprotected", "ReadyToFailBack", "FailedOver", "FailoverCommitted", "FailbackCommitted", "CommittedByReprotect",
        "FailoverCancelled", "FailoverFailed", "AzureVmCreated", "AzureVmDeleted", "AzureVmStopped", "AzureVmStarted", "AgentRegistered", "Protected",
    ];

    private protected override IEnumerable<(string Word, string Tip)> Words(IDictionary bound) => Known.Select(e => (e, e));
}
