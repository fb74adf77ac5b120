BeforeAll { . "$PSScriptRoot/common.ps1" }
AfterAll { Disconnect-All }

Describe 'Get-AvsRecoveryPoint' {
    BeforeEach {
        Connect-FreshVault | Out-Null
        Set-Phase ReadyToFailBack sql01
        # Until then the app-consistent points that come every hour are there too.
        Step-AvsEmulator 7200 | Out-Null
    }

    It 'shows the points of a VM, newest first, with time, kind and age' {
        $points = Get-AvsRecoveryPoint sql01
        $points.Count | Should -BeGreaterThan 2
        $points.Time | Should -Be ($points.Time | Sort-Object -Descending)
        $points[0] | Show | Should -Match 'sql01 +2026-03-02 \d\d:\d\d:\d\d +CrashConsistent +\d+ min'
    }

    It 'shows only the latest of each VM with -Latest' {
        $latest = Get-AvsReplicatedItem sql01 | Get-AvsRecoveryPoint -Latest
        $latest.Time | Should -Be (Get-AvsRecoveryPoint sql01)[0].Time
    }

    It 'shows only the kind that is asked for' {
        $consistent = Get-AvsRecoveryPoint sql01 -Type ApplicationConsistent
        $consistent.Count | Should -BeGreaterThan 0
        $consistent.Type | Sort-Object -Unique | Should -Be 'ApplicationConsistent'
        @(Get-AvsRecoveryPoint sql01 -Type ApplicationConsistent -Latest).Count | Should -Be 1
    }

    It 'gives nothing for a VM that has none' {
        Set-Phase ReadyToFailBack web01
        Get-AvsRecoveryPoint web01 | Should -BeNullOrEmpty
    }

    It 'says why a modernized VM shows none' {
        Set-Phase ReadyToFailBack app01
        Get-AvsRecoveryPoint app01 -WarningAction SilentlyContinue -WarningVariable warnings | Should -BeNullOrEmpty
        $warnings | Should -Match 'app01: .* when the failback starts'
    }

    It 'goes on after a wrong name' {
        $points = Get-AvsRecoveryPoint nosuch, sql01 -Latest -ErrorAction SilentlyContinue -ErrorVariable errors
        $points.ItemName | Should -Be 'sql01'
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'ItemNotFound,*'
    }

    It 'completes names and kinds' {
        Complete 'Get-AvsRecoveryPoint sql0' | Should -Be 'sql01'
        Complete 'Get-AvsRecoveryPoint sql01 -Type ' | Should -Be 'ApplicationConsistent', 'CrashConsistent'
    }
}
