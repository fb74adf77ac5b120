BeforeAll { . "$PSScriptRoot/common.ps1" }
AfterAll { Disconnect-All }

Describe 'Stop-AvsJob' {
    BeforeEach {
        Connect-FreshVault | Out-Null
        $job = Enable-AvsReprotection sql01 -ProcessServer CONTOSO-PS-AZ -RetentionVolume R
    }

    It 'cancels a running job, without an error' {
        Step-AvsEmulator 120 | Out-Null
        $stopped = $job | Stop-AvsJob
        $stopped.State | Should -Be 'Cancelled'
        $stopped.TargetName | Should -Be 'sql01'
        Get-Phase sql01 | Should -Be 'RunningInAzure'
    }

    It 'says of a job that it has not begun yet' {
        $shown = Get-ErrorOf { Stop-AvsJob $job }
        $shown.FullyQualifiedErrorId | Should -BeLike 'JobActionNotAllowed,*'
        $shown.ErrorDetails.Message | Should -Match 'try again in a moment'
    }

    It 'refuses a job that has ended' {
        $ended = $job | Wait-AvsJob
        (Get-ErrorOf { Stop-AvsJob $ended.Name }).FullyQualifiedErrorId | Should -BeLike 'JobActionNotAllowed,*'
    }

    It 'changes nothing with -WhatIf' {
        Step-AvsEmulator 120 | Out-Null
        Stop-AvsJob $job -WhatIf | Should -BeNullOrEmpty
        (Get-AvsJob $job.Name).State | Should -Be 'InProgress'
    }

    It 'has to ask before it cancels a failover, though not before other jobs' {
        $script = 'Enable-AvsReprotection app01 -Wait | Out-Null; $job = Start-AvsFailback app01 -Confirm:$false; Step-AvsEmulator 120 | Out-Null; Stop-AvsJob $job'
        @(Invoke-WithoutPrompt $script)[0].FullyQualifiedErrorId | Should -BeLike 'CannotPrompt,*'
        Invoke-WithoutPrompt '$job = Enable-AvsReprotection app01; Step-AvsEmulator 120 | Out-Null; Stop-AvsJob $job | Out-Null' | Should -BeNullOrEmpty
    }

    It 'says that there is no such job' {
        (Get-ErrorOf { Stop-AvsJob nosuch }).FullyQualifiedErrorId | Should -BeLike 'JobNotFound,*'
    }
}
