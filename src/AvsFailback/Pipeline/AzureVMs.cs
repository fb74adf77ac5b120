namespace AvsFailback.Pipeline;

/// <summary>Reads what <c>-AzureVM</c> takes.</summary>
internal static class AzureVMs
{
    /// <summary>The VM's id; null if none was given.</summary>
    /// <exception cref="FailbackException">It is no id of a VM.</exception>
    public static ArmId? Read(string? text) =>
        text is null ? null
        : ArmId.TryParse(text, out ArmId? id) && id.After("virtualMachines") is not null ? id
        : throw new FailbackException("NotAVmId", FailbackErrorCategory.InvalidInput, $"'{text}' is no resource id of an Azure VM.", "Give the whole id, as (Get-AzVM …).Id shows it: a name alone could mean another VM.", text);
}
