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

    public Fault Add(JObject given)
    {
        string id = given.MemberText("id") ?? NextId();
        if (_faults.Any(f => f.Id == id))
        {
            throw new FormatException($"There is a fault '{id}' already: remove it first, or choose another id.");
        }

        Fault fault = Fault.Read(given, id);
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
