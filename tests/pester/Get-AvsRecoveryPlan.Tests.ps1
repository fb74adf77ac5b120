BeforeAll { . "$PSScriptRoot/common.ps1"; Connect-FreshVault | Out-Null }
AfterAll { Disconnect-All }

Describe 'Get-AvsRecoveryPlan' {
    It 'shows each plan with its groups in a line' {
        $rows = Get-AvsRecoveryPlan | Get-Row
        $rows | Where-Object { $_ -match '^Web-tier +Modernized +1: app01; 2: lin02, api01' } | Should -Not -BeNullOrEmpty
        $rows | Where-Object { $_ -match '^Finance +both ' } | Should -Not -BeNullOrEmpty
    }

    It 'finds them by pattern, and says which name is wrong' {
        (Get-AvsRecoveryPlan SQL*).Name | Should -Be 'SQL-cluster'
        (Get-ErrorOf { Get-AvsRecoveryPlan nosuch }).TargetObject | Should -Be 'nosuch'
        @(Get-AvsRecoveryPlan no*such).Count | Should -Be 0
    }

    It 'pipes into the item cmdlets, and completes by name' {
        (Get-AvsRecoveryPlan Web-tier | Test-AvsFailback).Name | Should -Be @('app01', 'lin02', 'api01')
        $line = 'Start-AvsFailback -RecoveryPlan SQ'
        (TabExpansion2 $line $line.Length).CompletionMatches.ListItemText | Should -Contain 'SQL-cluster'
    }
}
