using System.Collections.Generic;

namespace AvsFailback.Readiness;

/// <summary>One rule of the checklist (failback-rules §3). Pure: it looks at facts that were read before.</summary>
internal abstract class ReadinessRule(string id, string title, params ReadinessStep[] steps)
{
    /// <summary>The rule's id, such as <c>V05</c>; stable, since scripts name it.</summary>
    public string Id { get; } = id;

    /// <summary>What the rule demands.</summary>
    public string Title { get; } = title;

    /// <summary>The steps that it belongs to.</summary>
    public IReadOnlyList<ReadinessStep> Steps { get; } = steps;

    /// <summary>The least scope that the rule belongs to: what it looks at isn't read for a smaller one.</summary>
    public virtual ReadinessScope Scope => ReadinessScope.LastLook;

    /// <summary>Whether a user may go on against it (design §5).</summary>
    public virtual bool MayBeIgnored => true;

    /// <summary>Looks at the facts.</summary>
    public abstract ReadinessCheck Check(ReadinessFacts facts);

    protected ReadinessCheck Passed(ReadinessFacts facts, string evidence) =>
        Finding(facts, ReadinessStatus.Passed, ReadinessSeverity.Info, evidence, string.Empty);

    protected ReadinessCheck NotApplicable(ReadinessFacts facts, string evidence) =>
        Finding(facts, ReadinessStatus.NotApplicable, ReadinessSeverity.Info, evidence, string.Empty);

    protected ReadinessCheck Blocks(ReadinessFacts facts, string evidence, string remedy) =>
        Finding(facts, ReadinessStatus.Failed, ReadinessSeverity.Block, evidence, remedy);

    protected ReadinessCheck Warns(ReadinessFacts facts, string evidence, string remedy) =>
        Finding(facts, ReadinessStatus.Failed, ReadinessSeverity.Warn, evidence, remedy);

    /// <summary>Azure can't show it, so a person has to look.</summary>
    protected ReadinessCheck ByHand(ReadinessFacts facts, string evidence, string remedy, ReadinessSeverity severity = ReadinessSeverity.Warn) =>
        Finding(facts, ReadinessStatus.Manual, severity, evidence, remedy);

    /// <summary>It couldn't be found out.</summary>
    protected ReadinessCheck NotKnown(ReadinessFacts facts, string evidence, string remedy, ReadinessSeverity severity = ReadinessSeverity.Block) =>
        Finding(facts, ReadinessStatus.Unknown, severity, evidence, remedy);

    protected ReadinessCheck Finding(ReadinessFacts facts, ReadinessStatus status, ReadinessSeverity severity, string evidence, string remedy) => new()
    {
        RuleId = Id,
        Title = Title,
        Status = status,
        Severity = severity,
        Evidence = evidence,
        Remedy = remedy,
        ItemName = facts.Item.Name,
    };
}
