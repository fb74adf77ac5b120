BeforeAll {
    . "$PSScriptRoot/common.ps1"
    Connect-FreshVault | Out-Null
    Add-AvsEmulatorFault DropBefore -Operation GetJob | Out-Null
    Add-AvsEmulatorFault Slow -Delay 90 -Item app01 -Times 0 | Out-Null
}

AfterAll {
    Disconnect-All
}

Describe 'Get-AvsEmulatorFault' {
    It 'shows all, or those of a pattern' {
        (Get-AvsEmulatorFault).Kind | Should -Be 'DropBefore', 'Slow'
        (Get-AvsEmulatorFault *-2).Delay.TotalSeconds | Should -Be 90
        Get-AvsEmulatorFault no* | Should -BeNullOrEmpty
    }

    It 'says that there is no such fault' {
        (Get-ErrorOf { Get-AvsEmulatorFault fault-9 }).FullyQualifiedErrorId | Should -BeLike 'FaultNotFound*'
    }

    It 'shows a table' {
        Get-AvsEmulatorFault | Show | Should -Match 'always'
    }
}
