BeforeAll {
    . "$PSScriptRoot/common.ps1"
}

AfterAll {
    Disconnect-All
}

Describe 'New-AvsEmulatorSnapshot' {
    BeforeEach {
        $file = Join-Path $TestDrive 'vault.json'
    }

    It 'brings an item of each architecture to <_>' -ForEach 'FailedOver', 'RunningInAzure', 'ReplicatingToAvs', 'ReadyToFailBack', 'FailingBack', 'FailedBack', 'Committed', 'ReplicatingToAzure', 'Protected' {
        New-AvsEmulatorSnapshot $file -VaultName test -Item @{ Name = 'a'; Phase = $_ }, @{ Name = 'b'; Phase = $_; Architecture = 'Classic'; OsType = 'Linux' } | Should -BeOfType IO.FileInfo
        Disconnect-All
        (Connect-AvsVault -Emulator -Snapshot $file -Clock Virtual).Name | Should -Be 'test'
        Get-Phase a, b | Should -Be $_, $_
    }

    It 'refuses a key that it does not know' {
        $failure = Get-ErrorOf { New-AvsEmulatorSnapshot $file -Item @{ Name = 'a'; Colour = 'red' } }
        $failure.FullyQualifiedErrorId | Should -BeLike 'InvalidItem*'
        "$failure" | Should -Match "'Colour'.*AgentRegistrationDelay"
    }

    It 'writes nothing with -WhatIf' {
        $other = Join-Path $TestDrive 'none.json'
        New-AvsEmulatorSnapshot $other -Item @{ Name = 'a' } -WhatIf
        $other | Should -Not -Exist
    }
}
