using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Vault;

namespace AvsFailback.Readiness;

/// <summary>One of the inputs of a reprotect.</summary>
/// <param name="What">What it is, such as "master target".</param>
/// <param name="Name">Its name.</param>
/// <param name="IsDefault">Whether nobody named it, and it was taken because it alone makes sense.</param>
internal sealed record ChosenInput(string What, string Name, bool IsDefault)
{
    public override string ToString() => $"{What} {Name}{(IsDefault ? " (default)" : string.Empty)}";
}

/// <summary>What a reprotect is asked with, and what people are shown of it.</summary>
/// <param name="Inputs">What the request carries.</param>
/// <param name="Chosen">The same for people, by name.</param>
internal sealed record ReprotectChoice(ReprotectInputs Inputs, IReadOnlyList<ChosenInput> Chosen)
{
    public override string ToString() => string.Join(", ", Chosen);
}

/// <summary>
/// The choice of servers and inputs is made once for each VM and direction: what the check looks at, what is shown and what
/// is sent are the same.
/// </summary>
/// <param name="choose">Makes a choice.</param>
internal sealed class ReprotectChooser(Func<ReplicatedItem, CancellationToken, Task<ReprotectChoice>> choose)
{
    private readonly ReadOnce _once = new();

    /// <summary>Whether the VM's next step is a reprotect, so that there is something to choose.</summary>
    public static bool IsDue(ReplicatedItem item) =>
        item.Phase is ReplicationPhase.FailedOver or ReplicationPhase.RunningInAzure or ReplicationPhase.Committed;

    /// <summary>The choice for the reprotect that the item needs next, made now if it hasn't been before.</summary>
    /// <exception cref="FailbackException">A name is wrong, or several things would do and none is named.</exception>
    public Task<ReprotectChoice> ChooseAsync(ReplicatedItem item, CancellationToken cancellationToken) =>
        _once.GetAsync((item.Id, item.Direction), () => choose(item, cancellationToken));
}

/// <summary>Takes note of what is chosen, for people.</summary>
internal sealed class ChosenInputs
{
    private readonly List<ChosenInput> _all = [];

    /// <summary>The choice with what was noted.</summary>
    public ReprotectChoice With(ReprotectInputs inputs) => new(inputs, [.. _all]);

    /// <summary>Notes an input.</summary>
    /// <param name="what">What it is.</param>
    /// <param name="name">Its name; null where there is none.</param>
    /// <param name="named">What the user named; null if it is the default.</param>
    public void Add(string what, string? name, string? named)
    {
        if (name is { Length: > 0 })
        {
            _all.Add(new ChosenInput(what, name, named is null));
        }
    }

    /// <summary>Notes a run-as account, which requests name by its id.</summary>
    public void AddAccount(string? id, IEnumerable<RunAsAccount> known, string? named)
    {
        RunAsAccount? account = known.FirstOrDefault(one => string.Equals(one.Id, id, StringComparison.OrdinalIgnoreCase));
        Add("run-as account", account?.Name ?? id, named);
    }
}
