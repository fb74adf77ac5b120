using System;
using System.Linq;

namespace AvsFailback.Readiness.Rules;

/// <summary>
/// The caller's roles at the vault hold what the step asks for, and the reading of Azure VMs, which may be granted elsewhere
/// too: a list that shows some proves it.
/// </summary>
internal sealed class I16CallerMayDoIt() : InfrastructureRule("I16", "The caller may do it", FailbackAndReprotects)
{
    private const string Items = "Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectedItems/";
    private const string ReadVms = "Microsoft.Compute/virtualMachines/read";

    protected override string? WhyNot(ReadinessFacts facts) => null;

    protected override string SubjectOf(ReadinessFacts facts, VaultEvidence vault) => Key(ActionFor(facts), vault.AzureVms.Value?.Count > 0);

    protected override ReadinessCheck Look(ReadinessFacts facts, VaultEvidence vault)
    {
        const string Assign = "Assign the role Site Recovery Operator or Contributor at the vault, and a role that reads the Azure VMs.";
        if (vault.Permissions.Value is not { } granted)
        {
            return NotKnown(facts, vault.Permissions.Problem, Assign);
        }

        string[] missing = [.. new[] { ActionFor(facts), ReadVms }.Where(action => !granted.Any(g => Grants(g, action)) && !(action == ReadVms && vault.AzureVms.Value?.Count > 0))];
        return missing.Length > 0
            ? Blocks(facts, $"the roles of the caller lack {string.Join(" and ", missing)}", Assign)
            : Passed(facts, $"{ActionFor(facts).Substring(Items.Length)} is granted at the vault");
    }

    private static string ActionFor(ReadinessFacts facts) => Items + (facts.Step switch
    {
        ReadinessStep.Reprotection => "reProtect",
        _ => facts.Item.Architecture == ReplicationArchitecture.Classic ? "unplannedFailover" : "plannedFailover",
    }) + "/action";

    private static bool Grants(GrantedActions granted, string action) => granted.Actions.Any(a => Fits(a, action)) && !granted.NotActions.Any(a => Fits(a, action));

    /// <summary>Whether a pattern of a role, in which a star stands for any text, names the action.</summary>
    private static bool Fits(string pattern, string action)
    {
        string[] parts = pattern.Split('*');
        if (parts.Length == 1)
        {
            return Same(pattern, action);
        }

        if (!action.StartsWith(parts[0], StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        int at = parts[0].Length;
        foreach (string part in parts.Skip(1).Take(parts.Length - 2))
        {
            int found = action.IndexOf(part, at, StringComparison.OrdinalIgnoreCase);
            if (found < 0)
            {
                return false;
            }

            at = found + part.Length;
        }

        string last = parts[parts.Length - 1];
        return action.Length - at >= last.Length && action.EndsWith(last, StringComparison.OrdinalIgnoreCase);
    }
}
