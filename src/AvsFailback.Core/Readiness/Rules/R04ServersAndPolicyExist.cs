using System.Collections.Generic;
using System.Linq;

namespace AvsFailback.Readiness.Rules;

/// <summary>The server that the reprotect takes is healthy, and the policy and the run-as account that it names exist.</summary>
internal sealed class R04ServersAndPolicyExist() : InfrastructureRule("R04", "Server, policy and run-as account of the reprotect are there", ReadinessStep.Reprotection)
{
    protected override string? WhyNot(ReadinessFacts facts) => facts.Item.Architecture == ReplicationArchitecture.Unknown ? "the architecture isn't known" : null;

    protected override string SubjectOf(ReadinessFacts facts, VaultEvidence vault) => Key(
        facts.Item.ContainerId, facts.LeadsToAvs, ChosenServers.ProcessServerId(facts), ChosenServers.ApplianceId(facts), Policy(facts), Account(facts), facts.Item.Architecture, facts.Inputs.PlacementText, facts.Inputs.PlacementProblem?.Message);

    protected override ReadinessCheck Look(ReadinessFacts facts, VaultEvidence vault)
    {
        if (facts.Inputs.PlacementProblem is { } problem)
        {
            return Blocks(facts, problem.Message, problem.NextStep);
        }

        if (vault.Fabric.Value is not { } fabric)
        {
            return ByHand(facts, vault.Fabric.Problem, $"See {(facts.Item.Architecture == ReplicationArchitecture.Classic ? "I03" : "I12")}.", ReadinessSeverity.Block);
        }

        if (vault.Policies.Value is not { } policies)
        {
            return NotKnown(facts, vault.Policies.Problem, "See the vault's policies in the portal.");
        }

        string direction = facts.LeadsToAvs ? "to AVS" : "to Azure";
        if (policies.Count == 0)
        {
            return Blocks(facts, $"no policy is mapped to the protection container for the way {direction}", "Map a policy in the portal: the failback policy is made with the forward one.");
        }

        if (Policy(facts) is { } named && !policies.Any(policy => policy.Id == named))
        {
            return Blocks(facts, $"the policy {named.Name} isn't mapped for the way {direction}", $"Choose one with Enable-AvsReprotection -Policy: {string.Join(", ", policies)}.");
        }

        if (BrokenServer(facts, fabric) is { } broken)
        {
            return Blocks(facts, broken, $"See {(facts.Item.Architecture == ReplicationArchitecture.Classic ? "I05" : "I12")}; Enable-AvsReprotection takes another one by -ProcessServer or -Appliance.");
        }

        return LackingAccount(facts, vault) ?? Passed(facts, $"{(facts.Inputs.PlacementText.Length > 0 ? facts.Inputs.PlacementText : Taken(facts, fabric, policies))} for the way {direction}");
    }

    /// <summary>What speaks against the run-as account; null if nothing does.</summary>
    private ReadinessCheck? LackingAccount(ReadinessFacts facts, VaultEvidence vault) =>
        Account(facts) is not { } account || (vault.RunAsAccounts.Value ?? []).Any(known => Same(known.Id, account)) ? null
        : vault.RunAsAccounts.Value is null ? NotKnown(facts, vault.RunAsAccounts.Problem, "See the run-as accounts in the portal.")
        : Blocks(facts, $"the run-as account {account} isn't there any more", "Choose one with Enable-AvsReprotection -RunAsAccount.");

    private static string Taken(ReadinessFacts facts, ReplicationFabric fabric, IReadOnlyList<ReplicationPolicy> policies)
    {
        string policy = policies.Count == 1 ? $"policy {policies[0]}" : $"{policies.Count} policies";
        return facts.Item.Architecture != ReplicationArchitecture.Classic && ChosenServers.Appliance(facts, fabric)?.Name is { Length: > 0 } server ? $"{server}, {policy}" : policy;
    }

    private static string? BrokenServer(ReadinessFacts facts, ReplicationFabric fabric)
    {
        if (facts.Item.Architecture == ReplicationArchitecture.Classic)
        {
            string? id = ChosenServers.ProcessServerId(facts);
            ProcessServer[] meant = [.. fabric.ProcessServers.Where(known => id is null || Same(known.Id, id))];
            return meant.Length == 0 ? id is null ? $"{fabric.Name} has no process server" : $"the process server {id} isn't there any more"
                : meant.All(known => I05ProcessServerIsHealthy.BrokenBy(known) is not null) ? I05ProcessServerIsHealthy.BrokenBy(meant[0])
                : null;
        }

        return ChosenServers.Appliance(facts, fabric) is { } appliance
            ? I12ApplianceIsHealthy.BrokenBy(appliance) is { Length: > 0 } broken ? $"{appliance.Name}: {string.Join("; ", broken)}" : null
            : ChosenServers.ApplianceId(facts) is { } missing ? $"the appliance {missing} isn't there any more"
            : fabric.Appliances.Count == 0 ? $"{fabric.Name} has no appliance"
            : null;
    }

    // Modernized items tell the policy of the way that they went before (asr-contract §4.2).
    private static ArmId? Policy(ReadinessFacts facts) =>
        facts.Inputs.Placement?.PolicyId ?? (facts.Item.Architecture == ReplicationArchitecture.Modernized && !facts.LeadsToAvs ? facts.Item.LastUsedPolicyId : null);

    private static string? Account(ReadinessFacts facts) => facts.Inputs.Placement is { } placement ? placement.RunAsAccountId : facts.LeadsToAvs ? null : facts.Item.RunAsAccountId;
}
