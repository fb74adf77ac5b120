BeforeAll { . "$PSScriptRoot/common.ps1" }
AfterAll { Stop-AvsEmulator; Disconnect-All }

Describe 'Wait-AvsJob' {
    BeforeEach {
        Connect-FreshVault | Out-Null
        Set-Phase ReadyToFailBack app01, api01
        $jobs = Start-AvsFailback app01, api01 -Confirm:$false
    }

    It 'waits for jobs that have only just been created, and writes each as it ends' {
        $ended = $jobs | Wait-AvsJob
        $ended.State | Should -Be 'Succeeded', 'Succeeded'
        $ended.TargetName | Sort-Object | Should -Be 'api01', 'app01'
    }

    It 'takes jobs as first argument, by id, and each once' {
        @(Wait-AvsJob $jobs).Count | Should -Be 2
        (Wait-AvsJob $jobs[0].Name).State | Should -Be 'Succeeded'
        @($jobs[0], $jobs[0] | Wait-AvsJob).Count | Should -Be 1
    }

    It 'gives back a job that has ended already' {
        $jobs | Wait-AvsJob | Wait-AvsJob | ForEach-Object State | Should -Be 'Succeeded', 'Succeeded'
    }

    It 'stops at the timeout with an error for each job that goes on, and emits it as it stands' {
        $shown = $jobs | Wait-AvsJob -Timeout 60 -ErrorAction SilentlyContinue -ErrorVariable errors
        $shown.IsRunning | Should -Be $true, $true
        @($errors).Count | Should -Be 2
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'TimedOut,*'
    }

    It 'says that there is no such job, and waits for the others' {
        $ended = Wait-AvsJob nosuch, $jobs[0].Name -ErrorAction SilentlyContinue -ErrorVariable errors
        $ended.State | Should -Be 'Succeeded'
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'JobNotFound,*'
    }

    It 'keeps what it knows of the VM, so that the next step can take its output' {
        $jobs | Wait-AvsJob | Undo-AvsFailback -Wait -Confirm:$false | Out-Null
        Get-Phase app01, api01 | Should -Be 'ReadyToFailBack', 'ReadyToFailBack'
    }
}

Describe 'Wait-AvsJob for a job that fails' {
    It 'gives the service''s words, possible causes and advice' {
        $emulator = Connect-FreshEndpoint
        Set-Phase ReadyToFailBack app01
        Add-Fault $emulator @{ kind = 'failJob'; operation = 'PlannedFailover'; code = '28031'; message = 'It broke.'; possibleCauses = 'Bad luck.'; recommendedAction = 'Try again.' }
        $job = Start-AvsFailback app01 -Confirm:$false | Wait-AvsJob -ErrorAction SilentlyContinue -ErrorVariable errors
        $job.State | Should -Be 'Failed'
        $errors[0].ErrorDetails.Message | Should -Match '28031: It broke\.[\s\S]*Possible causes: Bad luck\.[\s\S]*Recommended action: Try again\.'
    }
}
