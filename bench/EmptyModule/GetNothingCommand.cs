using System.Management.Automation;

namespace EmptyModule;

/// <summary>The only cmdlet of the least binary module that there can be; it does nothing.</summary>
[Cmdlet(VerbsCommon.Get, "Nothing")]
public sealed class GetNothingCommand : PSCmdlet
{
}
