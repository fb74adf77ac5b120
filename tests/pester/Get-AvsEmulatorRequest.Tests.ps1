BeforeAll {
    . "$PSScriptRoot/common.ps1"
}

AfterAll {
    Disconnect-All
    Stop-AvsEmulator
}

Describe 'Get-AvsEmulatorRequest' {
    BeforeAll {
        Connect-FreshVault | Out-Null
        Set-Phase ReadyToFailBack app01
    }

    It 'tells what changed the vault and what came of it' {
        $post = Get-AvsEmulatorRequest -Method POST
        $post.Operation | Should -Be 'ReProtect'
        $post.Item | Should -Be 'app01'
        $post.Status | Should -Be 202
        $post.Effects.Name | Should -Be 'Reprotected', 'ReadyToFailBack'
    }

    It 'filters by operation, VM, number and effect' {
        (Get-AvsEmulatorRequest Re* -Item APP* -Effect Ready*).Count | Should -Be 1
        (Get-AvsEmulatorRequest -After 3)[0].Number | Should -Be 4
        Get-AvsEmulatorRequest -Effect AzureVmDeleted | Should -BeNullOrEmpty
    }

    It 'shows a table that tells the vault is emulated' {
        Get-AvsEmulatorRequest | Show | Should -Match '\(emulated\)'
    }

    It 'completes operations and effects' {
        Complete 'Get-AvsEmulatorRequest ReP' | Should -Contain 'ReProtect'
        Complete 'Get-AvsEmulatorRequest -Effect AzureVmD' | Should -Contain 'AzureVmDeleted'
    }

    It 'says that an emulator has been stopped' {
        $emulator = Start-AvsEmulator -Clock Virtual
        Stop-AvsEmulator $emulator
        (Get-ErrorOf { $emulator | Get-AvsEmulatorRequest }).FullyQualifiedErrorId | Should -BeLike 'EmulatorStopped*'
    }
}
