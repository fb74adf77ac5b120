BeforeAll { . "$PSScriptRoot/common.ps1" }
AfterAll { Stop-AvsEmulator; Disconnect-All }

Describe 'Complete-AvsFailback' {
    BeforeEach { Connect-FreshVault | Out-Null }

    It 'commits a failback, and warns that the VM is unprotected until it is reprotected' {
        Set-Phase FailedBack sql01
        $job = Complete-AvsFailback sql01 -Wait -Confirm:$false -WarningAction SilentlyContinue -WarningVariable warnings
        $job.State | Should -Be 'Succeeded'
        $warnings | Should -Match 'sql01 is back in AVS and unprotected since 2026-03-02 .*Enable-AvsReprotection'
        Get-Phase sql01 | Should -Be 'Committed'
    }

    It 'takes the jobs of the failback from the pipeline, and waits for one that still runs' {
        Set-Phase ReadyToFailBack app01
        Start-AvsFailback app01 -Confirm:$false | Complete-AvsFailback -Wait -Confirm:$false -WarningAction SilentlyContinue | Out-Null
        Get-Phase app01 | Should -Be 'Committed'
    }

    It 'refuses while the failback runs' {
        Set-Phase ReadyToFailBack app01
        Start-AvsFailback app01 -Confirm:$false | Out-Null
        Step-AvsEmulator 120 | Out-Null
        { Complete-AvsFailback app01 -Confirm:$false } | Should -Throw
        Get-Phase app01 | Should -Be 'FailingBack'
    }

    It 'refuses what is not failed back, with the command that comes next' {
        $shown = Get-ErrorOf { Complete-AvsFailback sql01 -Confirm:$false }
        $shown.FullyQualifiedErrorId | Should -BeLike 'IsRunningInAzure,*'
        $shown.ErrorDetails.Message | Should -Match 'Enable-AvsReprotection'
    }

    It 'asks for nothing when it is committed already' {
        Set-Phase Committed app01
        Complete-AvsFailback app01 -Confirm:$false -WarningAction SilentlyContinue -WarningVariable warnings | Should -BeNullOrEmpty
        $warnings | Should -Match 'nothing to do'
    }

    It 'refuses another Azure VM than the one that the vault tells' {
        Set-Phase FailedBack app01
        $other = '/subscriptions/5f1c0f3a-3f1e-4c0b-9a53-7d5f0e9b21c6/resourceGroups/rg-avs-dr/providers/Microsoft.Compute/virtualMachines/sql01'
        (Get-ErrorOf { Complete-AvsFailback app01 -AzureVM $other -Confirm:$false }).FullyQualifiedErrorId | Should -BeLike 'OtherAzureVm,*'
    }

    It 'changes nothing with -WhatIf' {
        Set-Phase FailedBack app01
        Complete-AvsFailback app01 -WhatIf | Should -BeNullOrEmpty
        Get-Phase app01 | Should -Be 'FailedBack'
    }

    It 'has to ask' {
        @(Invoke-WithoutPrompt 'Complete-AvsFailback app01')[0].FullyQualifiedErrorId | Should -BeLike 'CannotPrompt,*'
    }

    It 'never lets the rules that protect data be ignored' {
        (Get-ErrorOf { Complete-AvsFailback app01 -IgnoreRule C02 -Confirm:$false }).ErrorDetails.Message | Should -Match "C02 can't be ignored"
    }
}

Describe 'Complete-AvsFailback where something went wrong' {
    BeforeEach { $emulator = Connect-FreshEndpoint }
    AfterEach { Stop-AvsEmulator }

    It 'refuses while the Azure VM runs' {
        Add-Fault $emulator @{ kind = 'vmKeepsRunning' }
        Set-Phase FailedBack app01
        $shown = Get-ErrorOf { Complete-AvsFailback app01 -Confirm:$false }
        $shown.FullyQualifiedErrorId | Should -BeLike 'NotReadyC02,*'
        $shown.ErrorDetails.Message | Should -Match 'app01 is Running in Azure[\s\S]*Stop-AzVM'
        Measure-Effect $emulator FailbackCommitted | Should -Be 0
    }

    It 'skips VMs whose failback failed' {
        Set-Phase ReadyToFailBack sql01
        Add-Fault $emulator @{ kind = 'failJob'; operation = 'UnplannedFailover'; code = '28031'; message = 'It broke.' }
        $job = Start-AvsFailback sql01 -Wait -Confirm:$false -ErrorAction SilentlyContinue -ErrorVariable errors
        $errors[0].ErrorDetails.Message | Should -Match '28031: It broke\.'
        $job | Complete-AvsFailback -Confirm:$false -WarningAction SilentlyContinue -WarningVariable warnings | Should -BeNullOrEmpty
        $warnings | Should -Match 'sql01 is skipped'
        Measure-Effect $emulator FailbackCommitted | Should -Be 0
    }

    It 'commits once, though the answer was lost' {
        Set-Phase FailedBack app01
        Add-Fault $emulator @{ kind = 'dropAfter'; operation = 'FailoverCommit' }
        (Complete-AvsFailback app01 -Wait -Confirm:$false -WarningAction SilentlyContinue).State | Should -Be 'Succeeded'
        Measure-Effect $emulator FailbackCommitted | Should -Be 1
    }
}
