BeforeAll {
    . "$PSScriptRoot/common.ps1"
    $placement = @{ Name = '*'; ProcessServer = 'CONTOSO-PS-AZ'; RetentionVolume = 'R'; Datastore = 'vsanDatastore'; ProcessServerToAzure = 'CONTOSO-CS01' }
    $unattended = @{ CommitPolicy = 'AfterValidation'; Confirm = $false; NoJournal = $true; WarningAction = 'SilentlyContinue' }
    $noCommit = @{ Until = 'FailedBack'; Confirm = $false; NoJournal = $true; WarningAction = 'SilentlyContinue' }
}
AfterAll { Disconnect-All }

Describe 'Invoke-AvsFailback' {
    BeforeEach { Connect-FreshVault | Out-Null }

    It 'brings VMs of both architectures the whole way home, and returns one run' {
        $run = Invoke-AvsFailback sql01, app01 -Placement $placement -Validate { $true } @unattended
        $run | Should -BeOfType AvsFailback.FailbackRun
        $run.Outcome | Should -Be 'Succeeded'
        $run.Items.Name | Should -Be 'sql01', 'app01'
        Get-Phase sql01, app01 | Should -Be 'Protected', 'Protected'
    }

    It 'brings a recovery plan home by its own requests' {
        $run = Invoke-AvsFailback -RecoveryPlan Web-tier -Placement $placement -Validate { $true } @unattended
        $run.Outcome | Should -Be 'Succeeded'
        $run.Items.Wave | Should -Be 1, 2, 2
        ($run.Items.Steps | Where-Object Action -EQ 'FailBack').Plan | Should -Be 'Web-tier', 'Web-tier', 'Web-tier'
    }

    It 'goes on from wherever each VM stands' {
        Set-Phase FailedBack app01
        Set-Phase Committed lin02
        $run = Invoke-AvsFailback app01, lin02, api01 -Placement $placement -Validate { $true } @unattended
        Get-Phase app01, lin02, api01 | Should -Be 'Protected', 'Protected', 'Protected'
        $run.Items.PhaseAtStart | Should -Be 'FailedBack', 'Committed', 'RunningInAzure'
    }

    It 'ends where -Until says' {
        (Invoke-AvsFailback app01 -Placement $placement @noCommit).Outcome | Should -Be 'Succeeded'
        Get-Phase app01 | Should -Be 'FailedBack'
    }

    It 'tells what it would do with -WhatIf, and does nothing' {
        $run = Invoke-AvsFailback sql01, app01 -Placement $placement -WhatIf
        $run.Outcome | Should -Be 'Planned'
        $run.PlannedWrites | Should -Be 8
        $run.ExpectedDuration | Should -BeGreaterThan ([timespan]'1:00')
        Get-Phase sql01, app01 | Should -Be 'RunningInAzure', 'RunningInAzure'
    }

    It 'expects a run to take longer where fewer VMs may be under way at once' {
        $hours = foreach ($limit in 3, 2, 1) { (Invoke-AvsFailback app01, lin02, api01 -Placement $placement -WhatIf -ThrottleLimit $limit).ExpectedDuration.TotalHours }
        $hours[0] | Should -Be (Invoke-AvsFailback app01 -Placement $placement -WhatIf).ExpectedDuration.TotalHours
        $hours[1] | Should -BeGreaterThan $hours[0]
        $hours[2] | Should -BeGreaterThan $hours[1]
    }

    It 'commits only what passes -Validate' {
        $run = Invoke-AvsFailback app01, lin02 -Placement $placement -Until Committed -Validate { $_.Name -eq 'app01' } @unattended -ErrorAction SilentlyContinue -ErrorVariable errors
        $run.Items.Validation | Should -Be 'Passed', 'Failed'
        Get-Phase app01, lin02 | Should -Be 'Committed', 'FailedBack'
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'ValidationFailed,*'
    }

    It 'gives the validation the caller''s values by $using:, the module and the vault' {
        $wanted = 'FailedBack'
        $run = Invoke-AvsFailback app01 -Placement $placement -Until Committed -Validate { "$using:wanted $((Get-AvsReplicatedItem $_.Name).Phase)"; $true } @unattended
        $run.Items.ValidationMessage | Should -Be 'FailedBack FailedBack'
    }

    It 'refuses to run unattended while commits have to be asked for' {
        (Get-ErrorOf { Invoke-AvsFailback app01 -Confirm:$false }).FullyQualifiedErrorId | Should -BeLike 'CannotAskForCommit,*'
        @(Invoke-WithoutPrompt 'Invoke-AvsFailback app01')[0].FullyQualifiedErrorId | Should -BeLike 'CannotAskForCommit,*'
        (Get-ErrorOf { Invoke-AvsFailback app01 -CommitPolicy AfterValidation }).FullyQualifiedErrorId | Should -BeLike 'NoValidation,*'
    }

    It 'reads placements and waves from a CSV file' {
        $path = Join-Path $TestDrive 'placement.csv'
        "Name;Wave;ProcessServer;RetentionVolume;Datastore`nsql01;1;CONTOSO-PS-AZ;R;`napp01;2;;;vsanDatastore" | Set-Content $path -Encoding utf8
        $run = Invoke-AvsFailback app01, sql01 -Placement $path @noCommit
        $run.Items.Name | Should -Be 'sql01', 'app01'
        $run.Outcome | Should -Be 'Succeeded'
    }

    It 'says of a placement that names no VM of the vault which the run is for' {
        $shown = Get-ErrorOf { Invoke-AvsFailback app01 -Placement @{ Name = 'nosuch' } @noCommit }
        $shown.FullyQualifiedErrorId | Should -BeLike 'UnknownPlacement,*'
        $shown.ErrorDetails.Message | Should -Match 'The command is for app01'
    }

    It 'leaves VMs that are not ready alone, and says why' {
        $run = Invoke-AvsFailback app01, sql01 -Placement @{ app01 = @{ Datastore = 'vsanDatastore' } } @noCommit -ErrorAction SilentlyContinue -ErrorVariable errors
        $run.Items.Outcome | Should -Be 'Succeeded', 'NotReady'
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'NameNeeded,*'
    }

    It 'stops at the deadline, and the same command goes on' {
        $run = Invoke-AvsFailback app01 -Placement $placement @noCommit -Deadline 0:10:00
        $run.Outcome | Should -Be 'DeadlineReached'
        $run.NextStep | Should -Match '[Rr]erun the command'
        (Invoke-AvsFailback app01 -Placement $placement @noCommit).Outcome | Should -Be 'Succeeded'
    }

    It 'tells each event to -OnEvent' {
        $kinds = [Collections.Generic.List[string]]::new()
        Invoke-AvsFailback app01 -Placement $placement @noCommit -OnEvent { $kinds.Add($_.Kind) } | Out-Null
        $kinds[0], $kinds[-1] | Should -Be 'RunStarted', 'RunEnded'
    }

    It 'runs as a job' {
        $job = Invoke-AvsFailback app01 -Placement $placement @noCommit -AsJob
        $run = $job | Receive-Job -Wait -AutoRemoveJob
        $run.Outcome | Should -Be 'Succeeded'
        Get-Phase app01 | Should -Be 'FailedBack'
    }

    It 'takes nothing from an empty pipeline' {
        Get-AvsReplicatedItem -Phase Protected | Invoke-AvsFailback @noCommit | Should -BeNullOrEmpty
    }
}
