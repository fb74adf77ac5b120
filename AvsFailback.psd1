@{
    RootModule             = 'bin/AvsFailback.dll'
    ModuleVersion          = '0.1.0'
    GUID                   = 'f8fadef6-169d-4acd-80a8-f64c28eaa039'
    Author                 = 'The AvsFailback contributors'
    Copyright              = 'Copyright (c) The AvsFailback contributors'
    Description            = 'Brings VMs that run in Azure after a disaster back to Azure VMware Solution through Azure Site Recovery: reprotect, failback, commit, reprotect again; with a vault emulator to rehearse and test against.'

    CompatiblePSEditions   = @('Desktop', 'Core')
    PowerShellVersion      = '5.1'
    # netstandard2.0 is whole from this version on.
    DotNetFrameworkVersion = '4.7.2'

    FormatsToProcess       = @('AvsFailback.format.ps1xml')
    TypesToProcess         = @('AvsFailback.types.ps1xml')

    # A list, not a wildcard: PowerShell then finds a command's module without loading it.
    CmdletsToExport        = @(
        'Add-AvsEmulatorFault'
        'Complete-AvsFailback'
        'Connect-AvsVault'
        'Disconnect-AvsVault'
        'Enable-AvsReprotection'
        'Export-AvsFailbackReport'
        'Export-AvsVaultSnapshot'
        'Get-AvsAppliance'
        'Get-AvsEmulatorFault'
        'Get-AvsEmulatorRequest'
        'Get-AvsFailbackRun'
        'Get-AvsJob'
        'Get-AvsMasterTarget'
        'Get-AvsProcessServer'
        'Get-AvsRecoveryPlan'
        'Get-AvsRecoveryPoint'
        'Get-AvsReplicatedItem'
        'Get-AvsVault'
        'Invoke-AvsFailback'
        'New-AvsEmulatorSnapshot'
        'Remove-AvsEmulatorFault'
        'Restart-AvsJob'
        'Resume-AvsJob'
        'Start-AvsEmulator'
        'Start-AvsFailback'
        'Step-AvsEmulator'
        'Stop-AvsEmulator'
        'Stop-AvsJob'
        'Test-AvsFailback'
        'Undo-AvsFailback'
        'Wait-AvsJob'
    )
    FunctionsToExport      = @()
    AliasesToExport        = @()
    VariablesToExport      = @()

    PrivateData            = @{
        PSData = @{
            Tags       = @('Azure', 'AVS', 'VMware', 'SiteRecovery', 'ASR', 'Failback', 'DisasterRecovery', 'Emulator', 'Windows', 'Linux', 'MacOS', 'PSEdition_Desktop', 'PSEdition_Core')
            LicenseUri = 'https://opensource.org/license/mit'
        }
    }
}
