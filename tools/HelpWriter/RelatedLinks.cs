using System.Collections.Generic;

namespace AvsFailback.HelpWriting;

/// <summary>Which topics a cmdlet's help points to, besides <c>about_AvsFailback</c>.</summary>
internal static class RelatedLinks
{
    private static readonly Dictionary<string, string[]> Table = new()
    {
        ["Add-AvsEmulatorFault"] = ["Get-AvsEmulatorFault", "Remove-AvsEmulatorFault", "Get-AvsEmulatorRequest", "Step-AvsEmulator"],
        ["Complete-AvsFailback"] = ["Test-AvsFailback", "Start-AvsFailback", "Undo-AvsFailback", "Enable-AvsReprotection"],
        ["Connect-AvsVault"] = ["Get-AvsVault", "Disconnect-AvsVault", "Get-AvsReplicatedItem", "Start-AvsEmulator", "Export-AvsVaultSnapshot"],
        ["Disconnect-AvsVault"] = ["Connect-AvsVault", "Get-AvsVault"],
        ["Enable-AvsReprotection"] = ["Test-AvsFailback", "Start-AvsFailback", "Complete-AvsFailback", "Get-AvsProcessServer", "Get-AvsMasterTarget", "Get-AvsAppliance"],
        ["Export-AvsFailbackReport"] = ["Get-AvsFailbackRun", "Get-AvsReplicatedItem"],
        ["Export-AvsVaultSnapshot"] = ["Connect-AvsVault", "Start-AvsEmulator"],
        ["Get-AvsAppliance"] = ["Get-AvsProcessServer", "Get-AvsMasterTarget", "Enable-AvsReprotection"],
        ["Get-AvsEmulatorFault"] = ["Add-AvsEmulatorFault", "Remove-AvsEmulatorFault", "Get-AvsEmulatorRequest"],
        ["Get-AvsEmulatorRequest"] = ["Add-AvsEmulatorFault", "Step-AvsEmulator", "Start-AvsEmulator", "Connect-AvsVault"],
        ["Get-AvsFailbackRun"] = ["Export-AvsFailbackReport", "Get-AvsReplicatedItem", "Get-AvsJob"],
        ["Get-AvsJob"] = ["Wait-AvsJob", "Stop-AvsJob", "Resume-AvsJob", "Restart-AvsJob"],
        ["Get-AvsMasterTarget"] = ["Get-AvsProcessServer", "Get-AvsAppliance", "Enable-AvsReprotection"],
        ["Get-AvsProcessServer"] = ["Get-AvsMasterTarget", "Get-AvsAppliance", "Enable-AvsReprotection"],
        ["Get-AvsRecoveryPlan"] = ["Get-AvsReplicatedItem", "Test-AvsFailback", "Start-AvsFailback", "Enable-AvsReprotection", "Resume-AvsJob"],
        ["Get-AvsRecoveryPoint"] = ["Get-AvsReplicatedItem", "Start-AvsFailback"],
        ["Get-AvsReplicatedItem"] = ["Connect-AvsVault", "Test-AvsFailback", "Get-AvsRecoveryPoint", "Get-AvsJob"],
        ["Get-AvsVault"] = ["Connect-AvsVault", "Disconnect-AvsVault"],
        ["Invoke-AvsFailback"] = ["Test-AvsFailback", "Start-AvsFailback", "Complete-AvsFailback", "Undo-AvsFailback", "Enable-AvsReprotection", "Get-AvsFailbackRun", "Export-AvsFailbackReport"],
        ["New-AvsEmulatorSnapshot"] = ["Connect-AvsVault", "Start-AvsEmulator", "Export-AvsVaultSnapshot", "Add-AvsEmulatorFault"],
        ["Remove-AvsEmulatorFault"] = ["Add-AvsEmulatorFault", "Get-AvsEmulatorFault"],
        ["Restart-AvsJob"] = ["Get-AvsJob", "Wait-AvsJob", "Stop-AvsJob"],
        ["Resume-AvsJob"] = ["Get-AvsJob", "Wait-AvsJob", "Stop-AvsJob"],
        ["Start-AvsEmulator"] = ["Stop-AvsEmulator", "Step-AvsEmulator", "Connect-AvsVault", "Export-AvsVaultSnapshot"],
        ["Start-AvsFailback"] = ["Invoke-AvsFailback", "Test-AvsFailback", "Get-AvsRecoveryPoint", "Complete-AvsFailback", "Undo-AvsFailback", "Wait-AvsJob"],
        ["Step-AvsEmulator"] = ["Start-AvsEmulator", "Connect-AvsVault"],
        ["Stop-AvsEmulator"] = ["Start-AvsEmulator", "Export-AvsVaultSnapshot"],
        ["Stop-AvsJob"] = ["Get-AvsJob", "Wait-AvsJob", "Undo-AvsFailback"],
        ["Test-AvsFailback"] = ["Get-AvsReplicatedItem", "Start-AvsFailback", "Complete-AvsFailback", "Enable-AvsReprotection"],
        ["Undo-AvsFailback"] = ["Start-AvsFailback", "Complete-AvsFailback", "Stop-AvsJob"],
        ["Wait-AvsJob"] = ["Get-AvsJob", "Stop-AvsJob", "Resume-AvsJob"],
    };

    /// <summary>The topics, in the order in which they are shown.</summary>
    public static IReadOnlyList<string> Of(string cmdlet) =>
        [.. Table.TryGetValue(cmdlet, out string[]? links) ? links : [], "about_AvsFailback"];
}
