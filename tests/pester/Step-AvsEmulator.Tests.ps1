BeforeAll { . "$PSScriptRoot/common.ps1" }
AfterAll { Stop-AvsEmulator; Disconnect-All }

Describe 'Step-AvsEmulator' {
    BeforeEach { $vault = Connect-FreshVault }

    It 'moves the clock on by a span; a number counts seconds' {
        $before = $vault.ConnectedAt
        (Step-AvsEmulator 90).UtcNow | Should -Be $before.AddSeconds(90)
        (Step-AvsEmulator ([timespan]'01:00:00')).UtcNow | Should -Be $before.AddSeconds(3690)
    }

    It 'moves it to a moment' {
        $until = $vault.ConnectedAt.AddHours(2)
        (Step-AvsEmulator -Until $until).UtcNow | Should -Be $until
    }

    It 'lets happen on the way what is due' {
        $job = Enable-AvsReprotection app01
        Step-AvsEmulator 3600 | Out-Null
        (Get-AvsJob $job.Name).State | Should -Be 'Succeeded'
        Get-Phase app01 | Should -Be 'ReadyToFailBack'
    }

    It 'cannot go back' {
        $shown = Get-ErrorOf { Step-AvsEmulator -Until '2020-01-01T00:00:00Z' }
        $shown.FullyQualifiedErrorId | Should -BeLike 'ClockGoesForward,*'
        (Get-ErrorOf { Step-AvsEmulator -5 }).Exception.Message | Should -Match 'a positive span of time'
    }

    It 'takes an emulator on a port, and says when it has been stopped' {
        $emulator = Start-AvsEmulator -Clock Virtual
        ($emulator | Step-AvsEmulator 60).UtcNow.Minute | Should -Be 1
        Stop-AvsEmulator $emulator
        (Get-ErrorOf { $emulator | Step-AvsEmulator 60 }).FullyQualifiedErrorId | Should -BeLike 'EmulatorStopped,*'
    }
}
