BeforeAll { . "$PSScriptRoot/common.ps1" }
AfterAll { Stop-AvsEmulator; Disconnect-All }

Describe 'Restart-AvsJob' {
    BeforeEach {
        $emulator = Connect-FreshEndpoint
        Set-Phase Committed app01
        Add-Fault $emulator @{ kind = 'failJob'; operation = 'ReProtect'; code = '28031'; message = 'It broke.' }
        $failed = Enable-AvsReprotection app01 -Wait -Confirm:$false -ErrorAction SilentlyContinue
    }
    AfterEach { Stop-AvsEmulator }

    It 'restarts a failed job and returns what runs then, without waiting for its end' {
        $again = $failed | Restart-AvsJob
        $again.IsRunning | Should -BeTrue
        $again.TargetName | Should -Be 'app01'
        ($again | Wait-AvsJob).State | Should -Be 'Succeeded'
        Get-Phase app01 | Should -Be 'ReplicatingToAzure'
    }

    It 'changes nothing with -WhatIf' {
        Restart-AvsJob $failed -WhatIf | Should -BeNullOrEmpty
        Get-AvsJob -State InProgress, NotStarted | Should -BeNullOrEmpty
    }

    It 'refuses a job that went well' {
        $well = Get-AvsJob -State Succeeded | Select-Object -First 1
        $shown = Get-ErrorOf { $well | Restart-AvsJob }
        $shown.FullyQualifiedErrorId | Should -BeLike 'JobActionNotAllowed,*'
        $shown.TargetObject | Should -Be $well
    }

    It 'says that there is no such job' {
        (Get-ErrorOf { Restart-AvsJob nosuch }).FullyQualifiedErrorId | Should -BeLike 'JobNotFound,*'
    }
}
