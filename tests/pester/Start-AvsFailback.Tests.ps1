BeforeAll { . "$PSScriptRoot/common.ps1" }
AfterAll { Disconnect-All }

Describe 'Start-AvsFailback' {
    BeforeEach { Connect-FreshVault | Out-Null }

    It 'fails a VM back and returns the job that did it' {
        Set-Phase ReadyToFailBack sql01
        $job = Start-AvsFailback sql01 -Wait -Confirm:$false -WarningAction SilentlyContinue
        $job | Get-Row | Should -Match '^sql01 +Failover +Succeeded +100 '
        Get-Phase sql01 | Should -Be 'FailedBack'
    }

    It 'returns the job as soon as it has started, unless told to wait' {
        Set-Phase ReadyToFailBack app01
        $job = Start-AvsFailback app01 -Confirm:$false
        $job.IsRunning | Should -BeTrue
        $job | Show | Should -Match 'app01 '
        ($job | Wait-AvsJob).State | Should -Be 'Succeeded'
    }

    It 'goes on with the job that runs when the same command is given again' {
        Set-Phase ReadyToFailBack app01
        $first = Start-AvsFailback app01 -Confirm:$false
        Step-AvsEmulator 120 | Out-Null
        $second = Start-AvsFailback app01 -Wait -Confirm:$false
        $second.Name | Should -Be $first.Name
        $second.State | Should -Be 'Succeeded'
        @(Get-AvsJob | Where-Object Scenario -EQ PlannedFailover).Count | Should -Be 1
    }

    It 'asks for nothing when it was done already, and says so' {
        Set-Phase FailedBack app01
        Start-AvsFailback app01 -Wait -Confirm:$false -WarningAction SilentlyContinue -WarningVariable warnings | Should -BeNullOrEmpty
        $warnings | Should -Match 'app01 has been failed back.*nothing to do'
    }

    It 'changes nothing with -WhatIf' {
        Set-Phase ReadyToFailBack app01
        Start-AvsFailback app01 -WhatIf | Should -BeNullOrEmpty
        Get-Phase app01 | Should -Be 'ReadyToFailBack'
    }

    It 'ends with an error before anything is asked where it has to ask and the host cannot' {
        $shown = @(Invoke-WithoutPrompt 'Start-AvsFailback app01')
        $shown.Count | Should -Be 1
        $shown[0].FullyQualifiedErrorId | Should -BeLike 'CannotPrompt,*'
        "$($shown[0])" | Should -Match '-Confirm:\$false'
    }

    It 'has a high impact, so that $ConfirmPreference decides' {
        @(Invoke-WithoutPrompt '$ConfirmPreference = "None"; Start-AvsFailback app01')[0].FullyQualifiedErrorId | Should -BeLike 'NotReadyV01,*'
        @(Invoke-WithoutPrompt 'Start-AvsFailback app01 -WhatIf')[0].FullyQualifiedErrorId | Should -BeLike 'NotReadyV01,*'
    }

    It 'refuses a VM that is not reprotected, with the command that comes first' {
        $shown = Get-ErrorOf { Start-AvsFailback sql01 -Confirm:$false }
        $shown.FullyQualifiedErrorId | Should -Be 'NotReadyV01,AvsFailback.Commands.StartAvsFailbackCommand'
        $shown.TargetObject | Should -Be 'sql01'
        $shown.ErrorDetails.Message | Should -Match 'Reprotect it first: Enable-AvsReprotection\.$'
        $shown.ErrorDetails.Message | Should -Not -Match 'V02'
    }

    It 'refuses a VM that has no recovery point' {
        Set-Phase ReadyToFailBack web01
        (Get-ErrorOf { Start-AvsFailback web01 -Confirm:$false }).FullyQualifiedErrorId | Should -BeLike 'NotReadyV05,*'
        Get-Phase web01 | Should -Be 'ReadyToFailBack'
    }

    It 'refuses a critical VM unless the rule is ignored' {
        Set-Phase ReadyToFailBack app02
        (Get-ErrorOf { Start-AvsFailback app02 -Confirm:$false }).FullyQualifiedErrorId | Should -BeLike 'NotReadyV03,*'
        (Start-AvsFailback app02 -Confirm:$false -IgnoreRule V03 -Wait -WarningAction SilentlyContinue).State | Should -Be 'Succeeded'
    }

    It 'fails back what is ready out of a mixed pipeline, and tells of each of the others' {
        Set-Phase ReadyToFailBack sql01
        Set-Phase ReadyToFailBack app01
        $jobs = Get-AvsReplicatedItem | Start-AvsFailback -Wait -Confirm:$false -WarningAction SilentlyContinue -ErrorAction SilentlyContinue -ErrorVariable errors
        $jobs.TargetName | Sort-Object | Should -Be 'app01', 'sql01'
        @($errors).Count | Should -Be 8
        $errors.TargetObject.Name | Sort-Object | Should -Be 'api01', 'app02', 'db01', 'lin01', 'lin02', 'sqlc01', 'sqlc02', 'web01'
    }

    It 'abandons nobody with -ErrorAction Stop: errors come when all have settled' {
        Set-Phase ReadyToFailBack app01
        { Get-AvsReplicatedItem sql01, app01 | Start-AvsFailback -Wait -Confirm:$false -ErrorAction Stop } | Should -Throw -ErrorId 'NotReadyV01,*'
        Get-Phase app01 | Should -Be 'FailedBack'
    }

    It 'runs several side by side: the slowest alone takes the time' {
        Set-Phase ReadyToFailBack app01, lin02, api01
        $jobs = Get-AvsReplicatedItem -Phase ReadyToFailBack | Start-AvsFailback -Wait -Confirm:$false -WarningAction SilentlyContinue
        $jobs.Count | Should -Be 3
        $starts = $jobs.StartTime | Sort-Object
        ($starts[-1] - $starts[0]).TotalMinutes | Should -BeLessThan 1
    }

    It 'takes a VM as object or name, first or piped' {
        Set-Phase ReadyToFailBack app01
        $item = Get-AvsReplicatedItem app01
        { Start-AvsFailback $item -WhatIf } | Should -Not -Throw
        { 'app01' | Start-AvsFailback -WhatIf } | Should -Not -Throw
        { $item.Id | Start-AvsFailback -WhatIf } | Should -Not -Throw
        { [pscustomobject]@{ Id = "$($item.Id)" } | Start-AvsFailback -WhatIf } | Should -Not -Throw
    }

    It 'does nothing for an empty pipeline' {
        Get-AvsReplicatedItem -Phase FailedBack | Start-AvsFailback -Confirm:$false | Should -BeNullOrEmpty
    }

    It 'says of nonsense in the pipeline that no VM is named so' {
        (Get-ErrorOf { 42 | Start-AvsFailback -Confirm:$false }).ErrorDetails.Message | Should -Match "no replicated item '42'"
    }

    It 'takes no wildcards, and says what does' {
        (Get-ErrorOf { Start-AvsFailback app* -Confirm:$false }).ErrorDetails.Message | Should -Match "Get-AvsReplicatedItem 'app\*'"
    }

    It 'goes to a chosen recovery point of a classic VM' {
        Set-Phase ReadyToFailBack sql01
        $point = Get-AvsRecoveryPoint sql01 | Select-Object -Last 1
        (Start-AvsFailback sql01 -RecoveryPoint $point -Wait -Confirm:$false -WarningAction SilentlyContinue).State | Should -Be 'Succeeded'
    }

    It 'refuses a chosen point for a modernized VM, a point of another VM, and what is no point' {
        Set-Phase ReadyToFailBack sql01, web01
        Set-Phase ReadyToFailBack app01
        $point = Get-AvsRecoveryPoint sql01 -Latest
        (Get-ErrorOf { Start-AvsFailback app01 -RecoveryPoint $point -Confirm:$false }).FullyQualifiedErrorId | Should -BeLike 'NoCertainPoint,*'
        (Get-ErrorOf { Start-AvsFailback web01 -RecoveryPoint $point -Confirm:$false }).FullyQualifiedErrorId | Should -BeLike 'PointOfAnotherVm,*'
        (Get-ErrorOf { Start-AvsFailback sql01 -RecoveryPoint yesterday -Confirm:$false }).FullyQualifiedErrorId | Should -BeLike 'NoSuchRecoveryPoint,*'
    }

    It 'tells, once it is back, that VMware tools may lag on Windows' {
        Set-Phase ReadyToFailBack sql01
        Start-AvsFailback sql01 -Wait -Confirm:$false -WarningAction SilentlyContinue -WarningVariable warnings | Out-Null
        $warnings -match 'sql01: the VMware tools .* isn''t a failure' | Should -HaveCount 1
    }

    It 'stops waiting at the timeout, with the job that goes on' {
        Set-Phase ReadyToFailBack app01
        $shown = Get-ErrorOf { Start-AvsFailback app01 -Wait -Timeout 60 -Confirm:$false }
        $shown.FullyQualifiedErrorId | Should -BeLike 'TimedOut,*'
        $shown.CategoryInfo.Category | Should -Be 'OperationTimeout'
        $running = Get-AvsJob -State InProgress
        $running.TargetName | Should -Be 'app01'
        "$shown" | Should -Match $running.Name
    }

    It 'completes names, recovery points and rules' {
        Complete 'Start-AvsFailback l' | Should -Be 'lin01', 'lin02'
        Complete 'Start-AvsFailback sql01 -RecoveryPoint latesta' | Should -Be 'LatestAppConsistent'
        Complete 'Start-AvsFailback sql01 -IgnoreRule V0' | Should -Be 'V03', 'V04', 'V06', 'V08', 'V09'
    }

    It 'demands to know the vault when the session is not connected' {
        Disconnect-All
        (Get-ErrorOf { Start-AvsFailback sql01 -Confirm:$false }).FullyQualifiedErrorId | Should -BeLike 'NotConnected,*'
    }
}
