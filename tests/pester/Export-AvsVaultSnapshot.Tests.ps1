BeforeAll { . "$PSScriptRoot/common.ps1" }
AfterAll { Disconnect-All }

Describe 'Export-AvsVaultSnapshot' {
    BeforeEach { Connect-FreshVault | Out-Null }

    It 'writes a file of JSON and returns it' {
        $file = Export-AvsVaultSnapshot "$TestDrive/a.json"
        $file | Should -BeOfType System.IO.FileInfo
        (Get-Content $file.FullName -Raw | ConvertFrom-Json).resources.Count | Should -BeGreaterThan 8
        "$TestDrive/a.json.part" | Should -Not -Exist
    }

    It 'keeps where every VM stands' {
        Set-Phase FailedBack app01
        $file = Export-AvsVaultSnapshot "$TestDrive/b.json"
        Connect-AvsVault -Emulator -Clock Virtual -Snapshot $file | Out-Null
        Get-Phase app01 | Should -Be 'FailedBack'
        Get-Phase sql01 | Should -Be 'RunningInAzure'
        Complete-AvsFailback app01 -Wait -Confirm:$false -WarningAction SilentlyContinue | Out-Null
        Get-Phase app01 | Should -Be 'Committed'
    }

    It 'writes over a file, unless told to leave it alone' {
        Set-Content "$TestDrive/c.json" 'mine'
        (Get-ErrorOf { Export-AvsVaultSnapshot "$TestDrive/c.json" -NoClobber }).FullyQualifiedErrorId | Should -BeLike 'FileExists,*'
        Get-Content "$TestDrive/c.json" | Should -Be 'mine'
        Export-AvsVaultSnapshot "$TestDrive/c.json" | Out-Null
        Get-Content "$TestDrive/c.json" -TotalCount 1 | Should -Not -Be 'mine'
    }

    It 'writes nothing with -WhatIf' {
        Export-AvsVaultSnapshot "$TestDrive/d.json" -WhatIf | Should -BeNullOrEmpty
        "$TestDrive/d.json" | Should -Not -Exist
    }

    It 'says that a folder does not exist' {
        (Get-ErrorOf { Export-AvsVaultSnapshot "$TestDrive/nosuch/e.json" }).Exception.Message | Should -Match 'nosuch'
    }
}
