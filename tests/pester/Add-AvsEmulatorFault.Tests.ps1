BeforeAll {
    . "$PSScriptRoot/common.ps1"
}

AfterAll {
    Disconnect-All
}

Describe 'Add-AvsEmulatorFault' {
    BeforeEach {
        Connect-FreshVault | Out-Null
    }

    It 'returns the fault' {
        $fault = Add-AvsEmulatorFault Status -Status 503 -RetryAfter 30 -Operation ListItems -Times 2
        $fault.Kind | Should -Be 'Status'
        $fault.RetryAfter | Should -Be ([timespan]::FromSeconds(30))
        $fault.Vault.IsEmulated | Should -BeTrue
    }

    It 'strikes reads that the module rides through: <_>' -ForEach 'CutBody', 'InvalidJson', 'DropBefore', 'DropAfter' {
        Add-AvsEmulatorFault $_ -Operation ListItems -Times 2 | Out-Null
        (Get-AvsReplicatedItem).Count | Should -Be 10
        (Get-AvsEmulatorFault).FiredCount | Should -Be 2
    }

    It 'lets the command crash, and the next one goes on: <_>' -ForEach 'Before', 'After' {
        Add-AvsEmulatorFault CrashCaller -Operation ReProtect -When $_ | Out-Null
        (Get-ErrorOf { Set-Phase ReadyToFailBack app01 }).Exception.GetType().Name | Should -Be 'EmulatedCrashException'
        Set-Phase ReadyToFailBack app01
        Get-Phase app01 | Should -Be 'ReadyToFailBack'
        @(Get-AvsEmulatorRequest -Effect Reprotected).Count | Should -Be 1
    }

    It 'refuses parameters that the kind does not take' {
        $failure = Get-ErrorOf { Add-AvsEmulatorFault DropAfter -Status 500 }
        $failure.FullyQualifiedErrorId | Should -BeLike 'ParameterNotTaken*'
        "$failure" | Should -Match '-Status'
        (Get-ErrorOf { Add-AvsEmulatorFault Slow }).FullyQualifiedErrorId | Should -BeLike 'ParameterMissing*'
    }

    It 'completes kinds' {
        Complete 'Add-AvsEmulatorFault Cr' | Should -Be 'CrashCaller'
    }
}
