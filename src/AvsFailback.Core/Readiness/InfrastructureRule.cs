using System;
using System.Collections.Generic;
using System.Linq;
using AvsFailback.Engine;

namespace AvsFailback.Readiness;

/// <summary>
/// A rule on what many VMs share: a server, the network, the caller's rights. It looks once at each such subject, and what it
/// finds is told of every VM that the subject serves.
/// </summary>
internal abstract class InfrastructureRule(string id, string title, params ReadinessStep[] steps) : ReadinessRule(id, title, steps)
{
    /// <summary>The steps that need working servers (failback-rules §3a).</summary>
    protected static readonly ReadinessStep[] FailbackAndReprotects = [ReadinessStep.Failback, ReadinessStep.Reprotection];

    public sealed override ReadinessScope Scope => ReadinessScope.Whole;

    public sealed override ReadinessCheck Check(ReadinessFacts facts)
    {
        if (WhyNot(facts) is { } why)
        {
            return NotApplicable(facts, why);
        }

        if (facts.Vault is not { } vault)
        {
            return NotKnown(facts, "the vault's servers weren't read", "Try again.");
        }

        return vault.Findings.Get(Id, SubjectOf(facts, vault), () => Look(facts, vault)) with { ItemName = facts.Item.Name };
    }

    /// <summary>Why the rule doesn't apply; null where it does.</summary>
    protected abstract string? WhyNot(ReadinessFacts facts);

    /// <summary>What the rule looks at: all that its finding hangs on, as a text.</summary>
    protected abstract string SubjectOf(ReadinessFacts facts, VaultEvidence vault);

    /// <summary>Looks at the subject.</summary>
    protected abstract ReadinessCheck Look(ReadinessFacts facts, VaultEvidence vault);

    /// <summary>The parts of a subject as one text.</summary>
    protected static string Key(params object?[] parts) => string.Join("|", parts.Select(part => part?.ToString()?.ToUpperInvariant()));

    protected static bool Same(string? a, string? b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    /// <summary>A server's silence, as the rules call it too long; null where it isn't.</summary>
    protected static string? Silence(string name, TimeSpan? age, TimeSpan limit) =>
        age > limit ? $"{name} has been silent for {Words.Span(age.Value)}" : null;

    /// <summary>What the service says is wrong, word for word.</summary>
    protected static string Errors(IEnumerable<HealthError> errors) => string.Join("; ", errors.Select(e => e.ToString()));

    /// <summary>What Microsoft recommends, or something else where it recommends nothing.</summary>
    protected static string Advice(IEnumerable<HealthError> errors, string otherwise)
    {
        string advice = string.Join(" ", errors.Select(e => e.RecommendedAction).Where(a => a.Length > 0).Distinct());
        return advice.Length > 0 ? advice : otherwise;
    }
}

/// <summary>A rule on the item's fabric: a configuration server with its servers, or a site of appliances.</summary>
internal abstract class FabricRule(string id, string title, ReplicationArchitecture architecture) : InfrastructureRule(id, title, FailbackAndReprotects)
{
    /// <summary>Whether this rule tells that the fabric can't be read; the others then refer to it.</summary>
    protected virtual bool TellsMissingFabric => false;

    protected override string? WhyNot(ReadinessFacts facts) => facts.Item.Architecture == architecture ? null
        : architecture == ReplicationArchitecture.Classic ? "not classic"
        : "not modernized";

    protected sealed override ReadinessCheck Look(ReadinessFacts facts, VaultEvidence vault)
    {
        if (vault.Fabric.Value is { } fabric)
        {
            return Look(facts, vault, fabric);
        }

        return TellsMissingFabric
            ? NotKnown(facts, vault.Fabric.Problem, "See the replication infrastructure in the portal: without it nothing can be replicated to AVS.")
            : ByHand(facts, vault.Fabric.Problem, $"See {(architecture == ReplicationArchitecture.Classic ? "I03" : "I12")}.", ReadinessSeverity.Block);
    }

    protected sealed override string SubjectOf(ReadinessFacts facts, VaultEvidence vault) => Key(facts.Item.FabricId, facts.FailsBack, Subject(facts, vault));

    /// <summary>
    /// What helps: another choice where a reprotect is still to come. A VM that replicates to AVS already has its servers and datastore, and a
    /// reprotect of it would ask for nothing.
    /// </summary>
    /// <param name="facts">What is known.</param>
    /// <param name="choose">What helps before the reprotect.</param>
    /// <param name="repair">What helps after it.</param>
    protected static string Remedy(ReadinessFacts facts, string choose, string repair) => facts.FailsBack ? repair : choose;

    /// <summary>What of the fabric the rule looks at.</summary>
    protected abstract string Subject(ReadinessFacts facts, VaultEvidence vault);

    /// <summary>Looks at the fabric.</summary>
    protected abstract ReadinessCheck Look(ReadinessFacts facts, VaultEvidence vault, ReplicationFabric fabric);
}
