BeforeAll { . "$PSScriptRoot/common.ps1"; Connect-FreshVault | Out-Null }
AfterAll { Disconnect-All }

Describe 'Get-AvsAppliance' {
    It 'shows the replication appliance with its health' {
        Get-AvsAppliance | Get-Row | Should -Match '^contoso-appl01 +Normal'
    }

    It 'brings along what a reprotect can name: datastores and run-as accounts' {
        $appliance = Get-AvsAppliance contoso-appl01
        $appliance.Datastores.Name | Should -Be 'vsanDatastore', 'ds-failback-01'
        $appliance.RunAsAccounts.Name | Should -Be 'windows-push', 'linux-push', 'vcenter-account'
        $appliance.HasReprotectAgent | Should -BeTrue
    }

    It 'tells the health of each part' {
        (Get-AvsAppliance).Components | Where-Object Kind -EQ 'Reprotect agent' | Should -Be 'Reprotect agent: Normal'
    }

    It 'says which name is wrong' {
        (Get-ErrorOf { Get-AvsAppliance nosuch }).TargetObject | Should -Be 'nosuch'
    }
}
