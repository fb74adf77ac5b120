BeforeAll { . "$PSScriptRoot/common.ps1"; Connect-FreshVault | Out-Null }
AfterAll { Disconnect-All }

Describe 'Get-AvsMasterTarget' {
    It 'shows for each operating system where VMs can be written to' {
        $rows = Get-AvsMasterTarget | Get-Row
        $rows.Count | Should -Be 2
        $rows | Where-Object { $_ -match '^CONTOSO-CS01 +Windows .*R, S +vsanDatastore, ' } | Should -Not -BeNullOrEmpty
        $rows | Where-Object { $_ -match '^contoso-mtlin01 +Linux .*/mnt/retention' } | Should -Not -BeNullOrEmpty
    }

    It 'tells the free space of datastores in bytes' {
        $datastore = (Get-AvsMasterTarget CONTOSO-CS01).Datastores | Where-Object Name -EQ vsanDatastore
        $datastore.FreeSpaceInBytes | Should -BeGreaterThan 1GB
        $datastore.CapacityInBytes | Should -BeGreaterThan $datastore.FreeSpaceInBytes
    }

    It 'finds them by pattern, and says which name is wrong' {
        (Get-AvsMasterTarget *lin*).Name | Should -Be 'contoso-mtlin01'
        (Get-ErrorOf { Get-AvsMasterTarget nosuch }).TargetObject | Should -Be 'nosuch'
    }
}
