using System;
using System.Management.Automation;

namespace AvsFailback.Pipeline;

/// <summary>Reads what <c>-RecoveryPoint</c> takes: Latest, LatestAppConsistent, or a point of <c>Get-AvsRecoveryPoint</c>.</summary>
internal static class RecoveryPointChoices
{
    public const string Latest = "Latest";
    public const string LatestAppConsistent = "LatestAppConsistent";

    /// <summary>The choice.</summary>
    /// <param name="given">The parameter's value.</param>
    /// <exception cref="FailbackException">It is none.</exception>
    public static RecoveryPointChoice Read(object given)
    {
        object value = given is PSObject wrapped ? wrapped.BaseObject : given;
        return value switch
        {
            RecoveryPoint point => new RecoveryPointChoice(point.Type, point.Id),
            string text when Same(text, Latest) => RecoveryPointChoice.Latest,
            string text when Same(text, LatestAppConsistent) => RecoveryPointChoice.LatestAppConsistent,
            string text when ArmId.TryParse(text, out ArmId? id) && id.After("recoveryPoints") is not null => new RecoveryPointChoice(RecoveryPointType.Unknown, id),
            _ => throw new FailbackException("NoSuchRecoveryPoint", FailbackErrorCategory.InvalidInput, $"'{given}' names no recovery point.", $"Give {Latest}, {LatestAppConsistent}, or a point of Get-AvsRecoveryPoint (classic VMs).", given),
        };
    }

    /// <summary>Refuses a certain point for a VM that it isn't of, or whose architecture can't go to one (failback-rules §4).</summary>
    public static void DemandFits(RecoveryPointChoice choice, ReplicatedItem item)
    {
        if (choice.PointId is not { } point)
        {
            return;
        }

        if (item.Architecture == ReplicationArchitecture.Modernized)
        {
            throw new FailbackException("NoCertainPoint", FailbackErrorCategory.NotSupported, $"{item.Name} is modernized: its recovery point is made when the failback starts, so none can be chosen before.", $"Give -RecoveryPoint {Latest} or {LatestAppConsistent}.", item.Name);
        }

        if (point.After("replicationProtectedItems") is { } owner && !Same(owner, item.Id.Name))
        {
            throw new FailbackException("PointOfAnotherVm", FailbackErrorCategory.InvalidInput, $"The recovery point {point.Name} isn't one of {item.Name}.", $"Give a point of Get-AvsRecoveryPoint {item.Name}, one VM at a time.", item.Name);
        }
    }

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
