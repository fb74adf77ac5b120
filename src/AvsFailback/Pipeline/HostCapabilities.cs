using System;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Host;

namespace AvsFailback.Pipeline;

/// <summary>Whether the host can ask the user, and whether it should show progress.</summary>
internal static class HostCapabilities
{
    /// <summary>Whether the host is known to be unable to prompt: a runbook, a bare hosted engine, <c>-NonInteractive</c>.</summary>
    public static bool CannotPrompt(PSHost host) =>
        host.UI is null
        || host.Name is "Default Host" or "ServerRemoteHost"
        || IsAzureAutomation()
        || (host.Name == "ConsoleHost" && Environment.GetCommandLineArgs().Any(IsNonInteractive));

    /// <summary>Whether this is a sandbox or hybrid worker of Azure Automation, where progress only fills the log.</summary>
    public static bool IsAzureAutomation() =>
        Environment.GetEnvironmentVariable("AUTOMATION_ASSET_ACCOUNTID") is { Length: > 0 }
        || Environment.GetEnvironmentVariable("AZUREPS_HOST_ENVIRONMENT") is { Length: > 0 } environment && environment.StartsWith("AzureAutomation", StringComparison.OrdinalIgnoreCase);

    /// <summary>Ends the command where it has to ask and can't.</summary>
    /// <exception cref="FailbackException">The host can't prompt.</exception>
    public static void DemandPrompt(PSCmdlet cmdlet)
    {
        if (CannotPrompt(cmdlet.Host))
        {
            throw new FailbackException("CannotPrompt", FailbackErrorCategory.InvalidInput, $"{cmdlet.MyInvocation.MyCommand.Name} has to ask before it acts, and this host can't prompt.", "If you are sure, say so with -Confirm:$false. Nothing was asked of the vault.");
        }
    }

    /// <summary>Whether a prompt is due for an operation of this impact, by -Confirm and $ConfirmPreference.</summary>
    public static bool IsPromptDue(PSCmdlet cmdlet, ConfirmImpact impact)
    {
        if (IsWhatIf(cmdlet))
        {
            return false;
        }

        if (cmdlet.MyInvocation.BoundParameters.TryGetValue("Confirm", out object? confirm) && confirm is SwitchParameter given)
        {
            return given.IsPresent;
        }

        object preference = cmdlet.GetVariableValue("ConfirmPreference", ConfirmImpact.High);
        return LanguagePrimitives.TryConvertTo(preference, out ConfirmImpact threshold) && threshold != ConfirmImpact.None && impact >= threshold;
    }

    /// <summary>Whether nothing is to be done, only told: by -WhatIf or $WhatIfPreference.</summary>
    public static bool IsWhatIf(PSCmdlet cmdlet) =>
        cmdlet.MyInvocation.BoundParameters.TryGetValue("WhatIf", out object? whatIf)
            ? whatIf is SwitchParameter { IsPresent: true }
            : LanguagePrimitives.IsTrue(cmdlet.GetVariableValue("WhatIfPreference", false));

    // PowerShell takes any unambiguous beginning of its parameters' names.
    private static bool IsNonInteractive(string argument) =>
        argument.Length >= 5 && (argument[0] is '-' or '/') && "NonInteractive".StartsWith(argument.Substring(1), StringComparison.OrdinalIgnoreCase);
}
