BeforeAll { . "$PSScriptRoot/common.ps1" }
AfterAll { Disconnect-All }

Describe 'Get-AvsJob' {
    BeforeEach { Connect-FreshVault | Out-Null; Set-Phase FailedBack app01 }

    It 'lists jobs, newest first, in a table that fits 120 columns' {
        $jobs = Get-AvsJob
        $jobs.DisplayName | Should -Be 'Planned failover', 'Reprotect'
        $shown = $jobs | Show
        $shown | Should -Match 'app01 +Planned failover +Succeeded +100 '
        ($shown -split '\r?\n' | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual 120
    }

    It 'reads one job whole by its id, with the tasks that Site Recovery did' {
        $id = @(Get-AvsJob)[0].Name
        $job = Get-AvsJob $id
        $job.Tasks.Count | Should -BeGreaterThan 3
        $job.Tasks | Show | Should -Match 'Succeeded'
        (Get-AvsJob $job.Id).Name | Should -Be $id
    }

    It 'shows the jobs of VMs' {
        Get-AvsReplicatedItem app01 | Get-AvsJob | ForEach-Object TargetName | Sort-Object -Unique | Should -Be 'app01'
        Get-AvsReplicatedItem sql01 | Get-AvsJob | Should -BeNullOrEmpty
    }

    It 'filters by state and time' {
        Get-AvsJob -State InProgress | Should -BeNullOrEmpty
        @(Get-AvsJob -State Succeeded).Count | Should -Be 2
        $last = @(Get-AvsJob)[0]
        (Get-AvsJob -After $last.StartTime).Name | Should -Be $last.Name
        (Get-AvsJob -Before $last.StartTime.AddMinutes(-1)).DisplayName | Should -Be 'Reprotect'
    }

    It 'says that there is no such job, and where to look' {
        $shown = Get-ErrorOf { Get-AvsJob nosuch }
        $shown.FullyQualifiedErrorId | Should -BeLike 'JobNotFound,*'
        $shown.TargetObject | Should -Be 'nosuch'
        $shown.ErrorDetails.Message | Should -Match 'Get-AvsReplicatedItem <name> \| Get-AvsJob'
    }

    It 'completes states' {
        Complete 'Get-AvsJob -State InP' | Should -Be 'InProgress'
    }
}
