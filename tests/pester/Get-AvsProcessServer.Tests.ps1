BeforeAll { . "$PSScriptRoot/common.ps1"; Connect-FreshVault | Out-Null }
AfterAll { Disconnect-All }

Describe 'Get-AvsProcessServer' {
    It 'shows the process servers of both architectures with their last sign of life' {
        $rows = Get-AvsProcessServer | Get-Row
        $rows.Count | Should -Be 3
        $rows | Where-Object { $_ -match '^CONTOSO-PS-AZ +Classic +10\.80\.0\.10 +Normal +\d+ min ago' } | Should -Not -BeNullOrEmpty
        $rows | Where-Object { $_ -match '^contoso-appl01 +Modernized' } | Should -Not -BeNullOrEmpty
    }

    It 'finds them by name and pattern' {
        (Get-AvsProcessServer CONTOSO-PS-AZ).IpAddress | Should -Be '10.80.0.10'
        @(Get-AvsProcessServer *CS*).Name | Should -Be 'CONTOSO-CS01'
        Get-AvsProcessServer nothing* | Should -BeNullOrEmpty
    }

    It 'says which name is wrong' {
        (Get-ErrorOf { Get-AvsProcessServer nosuch }).TargetObject | Should -Be 'nosuch'
    }

    It 'completes names' {
        Complete 'Get-AvsProcessServer contoso-c' | Should -Be 'CONTOSO-CS01'
    }
}
