using System;
using System.Collections.Generic;
using System.Linq;

namespace AvsFailback.Pipeline;

/// <summary>Reads what <c>-AzureVM</c> takes.</summary>
internal static class AzureVMs
{
    /// <summary>Refuses one name for several VMs: its being off would be taken for all of theirs.</summary>
    /// <param name="named">The VM that was named; null if none.</param>
    /// <param name="inputs">What the command was given.</param>
    /// <param name="count">How many VMs that are.</param>
    /// <exception cref="FailbackException">It is named for several VMs, or for a plan.</exception>
    public static void DemandOne(ArmId? named, IReadOnlyList<ItemInput> inputs, int count)
    {
        bool isPlan = inputs.Any(input => input.Plan is not null);
        if (named is not null && (isPlan || inputs.Count > 1 || count > 1))
        {
            throw new FailbackException(
                "OneVmAtATime",
                FailbackErrorCategory.InvalidInput,
                $"-AzureVM names one VM, and {(isPlan ? "a recovery plan" : $"{Math.Max(count, inputs.Count)} VMs")} {(isPlan ? "was" : "were")} given: that one is off says nothing of another.",
                "Name the Azure VM of each VM: -Placement with a row of Name and AzureVM for each, or one command for each VM.",
                named);
        }
    }

    /// <summary>The VM's id; null if none was given.</summary>
    /// <exception cref="FailbackException">It is no id of a VM.</exception>
    public static ArmId? Read(string? text) =>
        text is null ? null
        : ArmId.TryParse(text, out ArmId? id) && id.After("virtualMachines") is not null ? id
        : throw new FailbackException("NotAVmId", FailbackErrorCategory.InvalidInput, $"'{text}' isn't the resource id of an Azure VM.", "Give the whole id, as (Get-AzVM …).Id shows it: a name alone could mean another VM.", text);
}
