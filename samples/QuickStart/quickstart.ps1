# Brings two VMs home on the emulator, side by side: one of the classic architecture, one modernized; then a recovery plan with
# a replication group. They begin where a disaster leaves them, running in Azure, and end protected as before.
#
# dotnet run --project samples/QuickStart      runs it in a hosted engine
# pwsh samples/QuickStart/quickstart.ps1       runs it in PowerShell 7, after a build
#
# The emulator answers on a loopback port, as Azure would over the network. Its clock is virtual: what takes hours in
# Azure takes seconds here, while every time that is shown is what it would be there.
$ErrorActionPreference = 'Stop'
Import-Module "$PSScriptRoot/../../AvsFailback.psd1"

$classic, $modernized = 'sql01', 'app01'

$emulator = Start-AvsEmulator -Clock Virtual
try {
    $vault = Connect-AvsVault -Emulator -Endpoint $emulator.Address
    "Connected to $vault at $($emulator.Address). It holds:"
    Get-AvsReplicatedItem | Out-Host

    'Step 1: reprotect, Azure to AVS. Names are given where the choice is ambiguous.'
    $placement = @{ ProcessServer = 'CONTOSO-PS-AZ'; RetentionVolume = 'R'; Datastore = 'vsanDatastore' }
    Enable-AvsReprotection $classic, $modernized @placement -Wait | Out-Host
    Get-AvsReplicatedItem $classic, $modernized | Out-Host

    'Ready to fail back?'
    Get-AvsReplicatedItem $classic, $modernized | Test-AvsFailback | Out-Host
    Get-AvsRecoveryPoint $classic -Latest | Out-Host

    'Step 2: fail back, both at once. In a script -Confirm:$false says yes.'
    $jobs = Get-AvsReplicatedItem $classic, $modernized | Start-AvsFailback -Wait -Confirm:$false
    $jobs | Out-Host
    'What Site Recovery did for one of them:'
    $jobs[0].Tasks | Out-Host
    Get-AvsReplicatedItem $classic, $modernized | Out-Host

    'Step 3: commit. The Azure VMs are deleted; until the next step the VMs are unprotected.'
    $jobs | Complete-AvsFailback -Wait -Confirm:$false | Out-Host
    Get-AvsReplicatedItem $classic, $modernized | Out-Host

    'Step 4: reprotect, AVS to Azure. It waits for the mobility agents.'
    Enable-AvsReprotection $classic, $modernized -ProcessServer CONTOSO-CS01 -Wait | Out-Host
    $back = Get-AvsReplicatedItem $classic, $modernized
    $back | Out-Host

    foreach ($item in $back) {
        if ($item.Phase -ne 'Protected') { throw "$item should be Protected." }
    }

    'Both VMs run in AVS and are protected again. Now a recovery plan, whose two VMs are a replication group:'
    $plan = 'SQL-cluster'
    Get-AvsRecoveryPlan $plan | Out-Host
    Enable-AvsReprotection -RecoveryPlan $plan @placement -Wait | Out-Host
    Start-AvsFailback -RecoveryPlan $plan -Wait -Confirm:$false | Out-Host
    Complete-AvsFailback -RecoveryPlan $plan -Wait -Confirm:$false | Out-Host
    Enable-AvsReprotection -RecoveryPlan $plan -ProcessServer CONTOSO-CS01 -Wait | Out-Host
    $back = Get-AvsReplicatedItem -RecoveryPlan $plan
    $back | Out-Host

    foreach ($item in $back) {
        if ($item.Phase -ne 'Protected') { throw "$item should be Protected." }
    }

    'All are home.'
}
finally {
    Stop-AvsEmulator
}
