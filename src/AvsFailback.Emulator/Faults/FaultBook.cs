using System;
using System.Collections.Generic;
using System.Linq;
using AvsFailback.Emulator.Operations;
using AvsFailback.Emulator.State;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.Faults;

/// <summary>The faults that were asked for, and who of them strikes at a point.</summary>
internal sealed class FaultBook(Vault vault)
{
    private readonly List<Fault> _faults = [];
    private int _numbered;

    public IReadOnlyList<Fault> All => _faults;

    /// <summary>Names of the operations that a request can be; empty until they are known.</summary>
    public IReadOnlyCollection<string> Operations { get; set; } = [];

    /// <exception cref="FormatException">It can't be read, its id is taken, or what it waits for can never come.</exception>
    public Fault Add(JObject given)
    {
        string id = given.MemberText("id") ?? NextId();
        if (_faults.Any(f => f.Id == id))
        {
            throw new FormatException($"There is a fault '{id}' already: remove it first, or choose another id.");
        }

        Fault fault = Fault.Read(given, id);
        CheckOperation(fault);
        CheckItem(fault);
        _faults.Add(fault);
        return fault;
    }

    public bool Remove(string id) => _faults.RemoveAll(f => f.Id == id) > 0;

    public int Clear()
    {
        int count = _faults.Count;
        _faults.Clear();
        return count;
    }

    /// <summary>All that strike a request at a point; each counts the call.</summary>
    public IReadOnlyList<Fault> At(FaultPoint point, string operation, ReplicatedItem? item, string? itemName)
    {
        if (_faults.Count == 0)
        {
            return [];
        }

        return [.. _faults.Where(f => f.Point == point).Where(f => f.Strikes(operation, item, itemName, vault.Ids)).ToList()];
    }

    public (JobFailure Failure, string? Task)? JobFailure(string action, ReplicatedItem? item, string? name = null) =>
        First(FaultPoint.Job, action, item, name) is { } fault
            ? (new JobFailure(
                fault.Given.MemberText("code") ?? "EmulatedFault",
                fault.Given.MemberText("message") ?? "The job was made to fail by a fault of the emulator.",
                fault.Given.MemberText("possibleCauses") ?? "A fault was injected.",
                fault.Given.MemberText("recommendedAction") ?? "Remove the fault and try again."), fault.Given.MemberText("task"))
            : null;

    /// <summary>The agent's registration delay if a fault changes it.</summary>
    public (double? Seconds, bool Never) AgentDelay(string action, ReplicatedItem item)
    {
        if (First(FaultPoint.Agent, action, item) is not { } fault)
        {
            return (null, false);
        }

        JToken? seconds = fault.Given.Member("seconds");
        bool never = (bool?)fault.Given.Member("never") == true || seconds is null || seconds.Type == JTokenType.String;
        return (never ? null : (double)seconds!, never);
    }

    public bool VmKeepsRunning(string action, ReplicatedItem item) => First(FaultPoint.VmStop, action, item) is not null;

    private void CheckOperation(Fault fault)
    {
        IReadOnlyCollection<string> known = fault.Kind.Operations ?? Operations;
        if (fault.Operation is { } operation && known.Count > 0 && !known.Contains(operation, StringComparer.OrdinalIgnoreCase))
        {
            throw new FormatException($"A fault of kind '{fault.Kind.Name}' can't wait for the operation '{operation}', which is none of: {string.Join(", ", known.OrderBy(o => o, StringComparer.Ordinal))}.");
        }
    }

    /// <summary>What a fault is for must be in the vault; of one that a snapshot brings with its counts it was there once.</summary>
    private void CheckItem(Fault fault)
    {
        if (fault.Item is not { } name || fault.Given.Member("matched") is not null)
        {
            return;
        }

        bool isThere = vault.Items.All.Any(item => item.Answers(name))
            || vault.Store.OfType(ResourceTypes.RecoveryPlan).Concat(vault.Store.OfType(ResourceTypes.VirtualMachine))
                .Any(one => string.Equals(one.Name, name, StringComparison.OrdinalIgnoreCase));
        if (!isThere)
        {
            string[] names = [.. vault.Items.All.Select(item => item.FriendlyName).Concat(vault.Store.OfType(ResourceTypes.RecoveryPlan).Select(plan => plan.Name)).OrderBy(n => n, StringComparer.Ordinal)];
            string shown = string.Join(", ", names.Take(20)) + (names.Length > 20 ? $" and {names.Length - 20} more" : string.Empty);
            throw new FormatException($"A fault can't wait for '{name}': no item, plan or Azure VM of the vault is called so. There are {(names.Length == 0 ? "none" : shown)}.");
        }
    }

    private Fault? First(FaultPoint point, string action, ReplicatedItem? item, string? name = null)
    {
        IReadOnlyList<Fault> struck = At(point, action, item, item?.Name ?? name);
        return struck.Count > 0 ? struck[0] : null;
    }

    private string NextId()
    {
        do
        {
            _numbered++;
        }
        while (_faults.Any(f => f.Id == "fault-" + _numbered));
        return "fault-" + _numbered;
    }
}
