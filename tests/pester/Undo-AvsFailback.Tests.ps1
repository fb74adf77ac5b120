BeforeAll { . "$PSScriptRoot/common.ps1" }
AfterAll { Disconnect-All }

Describe 'Undo-AvsFailback' {
    BeforeEach { Connect-FreshVault | Out-Null }

    It 'takes an uncommitted failback back: the VM can be failed back again' {
        Set-Phase FailedBack app01
        (Undo-AvsFailback app01 -Wait -Confirm:$false).State | Should -Be 'Succeeded'
        Get-Phase app01 | Should -Be 'ReadyToFailBack'
    }

    It 'takes the jobs of the failback from the pipeline' {
        Set-Phase ReadyToFailBack app01
        Start-AvsFailback app01 -Wait -Confirm:$false -WarningAction SilentlyContinue | Undo-AvsFailback -Wait -Confirm:$false | Out-Null
        Get-Phase app01 | Should -Be 'ReadyToFailBack'
    }

    It 'says why a classic failback cannot be cancelled, and what can be done' {
        Set-Phase FailedBack sql01
        $shown = Get-ErrorOf { Undo-AvsFailback sql01 -Confirm:$false }
        $shown.FullyQualifiedErrorId | Should -BeLike 'NoCancelOnClassic,*'
        $shown.CategoryInfo.Category | Should -Be 'NotImplemented'
        $shown.ErrorDetails.Message | Should -Match 'Complete-AvsFailback'
        Get-Phase sql01 | Should -Be 'FailedBack'
    }

    It 'refuses what is committed, and what was never failed back' {
        Set-Phase Committed app01
        (Get-ErrorOf { Undo-AvsFailback app01 -Confirm:$false }).FullyQualifiedErrorId | Should -BeLike 'IsCommitted,*'
        (Get-ErrorOf { Undo-AvsFailback api01 -Confirm:$false }).FullyQualifiedErrorId | Should -BeLike 'IsRunningInAzure,*'
    }

    It 'changes nothing with -WhatIf' {
        Set-Phase FailedBack app01
        Undo-AvsFailback app01 -WhatIf | Should -BeNullOrEmpty
        Get-Phase app01 | Should -Be 'FailedBack'
    }

    It 'has to ask' {
        @(Invoke-WithoutPrompt 'Undo-AvsFailback app01')[0].FullyQualifiedErrorId | Should -BeLike 'CannotPrompt,*'
    }
}
