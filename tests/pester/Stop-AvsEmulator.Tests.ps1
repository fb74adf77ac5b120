BeforeAll { . "$PSScriptRoot/common.ps1" }

Describe 'Stop-AvsEmulator' {
    AfterEach { Stop-AvsEmulator; Disconnect-All }

    It 'stops the one that it is given, and leaves others alone' {
        $first = Start-AvsEmulator
        $second = Start-AvsEmulator
        $first | Stop-AvsEmulator | Should -BeNullOrEmpty
        $first.IsRunning | Should -BeFalse
        $second.IsRunning | Should -BeTrue
    }

    It 'stops all that the session has started without an argument' {
        $emulators = (Start-AvsEmulator), (Start-AvsEmulator)
        Stop-AvsEmulator
        $emulators.IsRunning | Should -Be $false, $false
    }

    It 'does nothing, and no harm, when none runs or one has been stopped' {
        $emulator = Start-AvsEmulator
        Stop-AvsEmulator $emulator
        { Stop-AvsEmulator $emulator; Stop-AvsEmulator } | Should -Not -Throw
    }

    It 'leaves a connected session with an error that says what is missing' {
        Connect-FreshEndpoint | Stop-AvsEmulator
        $shown = Get-ErrorOf { Get-AvsReplicatedItem }
        $shown.CategoryInfo.Category | Should -Be 'ConnectionError'
        $shown.ErrorDetails.Message | Should -Match 'Start-AvsEmulator'
    }
}
