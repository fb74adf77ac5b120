BeforeAll {
    . "$PSScriptRoot/common.ps1"
}

AfterAll {
    Disconnect-All
    Stop-AvsEmulator
}

Describe 'Remove-AvsEmulatorFault' {
    BeforeEach {
        Connect-FreshVault | Out-Null
        1..3 | ForEach-Object { Add-AvsEmulatorFault DropAfter | Out-Null }
    }

    It 'removes by id' {
        Remove-AvsEmulatorFault fault-1, fault-2
        (Get-AvsEmulatorFault).Id | Should -Be 'fault-3'
    }

    It 'removes all' {
        Remove-AvsEmulatorFault -All
        Get-AvsEmulatorFault | Should -BeNullOrEmpty
    }

    It 'removes piped faults from the emulator that they are in' {
        $emulator = Start-AvsEmulator -Clock Virtual
        $emulator | Add-AvsEmulatorFault DropAfter | Remove-AvsEmulatorFault
        $emulator | Get-AvsEmulatorFault | Should -BeNullOrEmpty
        @(Get-AvsEmulatorFault).Count | Should -Be 3
    }

    It 'says that there is no such fault' {
        (Get-ErrorOf { Remove-AvsEmulatorFault fault-9 }).FullyQualifiedErrorId | Should -BeLike 'FaultNotFound*'
    }
}
