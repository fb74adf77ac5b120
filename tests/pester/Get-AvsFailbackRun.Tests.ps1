BeforeAll {
    . "$PSScriptRoot/common.ps1"

    $journal = "$TestDrive/runs.jsonl"
    $vaultId = '/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/dr/providers/Microsoft.RecoveryServices/vaults/dr-vault'
    $item = "`"itemId`":`"$vaultId/replicationFabrics/f/replicationProtectedItems/sql01`",`"name`":`"sql01`""
    @(
        '{"avsFailbackJournal":1}'
        "{`"time`":`"2026-03-02T08:00:00Z`",`"kind`":`"RunStarted`",`"runId`":`"first`",`"vaultId`":`"$vaultId`",`"vaultName`":`"dr-vault`"}"
        "{`"time`":`"2026-03-02T08:00:00Z`",`"kind`":`"ItemAdded`",`"runId`":`"first`",$item,`"phase`":`"ReadyToFailBack`"}"
        '{"time":"2026-03-02T10:00:00Z","kind":"RunEnded","runId":"first","runOutcome":"Failed","nextStep":"Look at it."}'
        "{`"time`":`"2026-03-02T11:00:00Z`",`"kind`":`"RunStarted`",`"runId`":`"second`",`"vaultId`":`"$vaultId`",`"vaultName`":`"dr-vault`"}"
        '{"time":"2026-03-02T11:00:00Z","kind":"Warning","runId":"second","text":"Somebody should look.","gap":"Nobody knows."}'
        '{"time":"2026-03-02T11:0'
    ) -join "`n" | Set-Content $journal -NoNewline
}
AfterAll { Disconnect-All }

Describe 'Get-AvsFailbackRun' {
    It 'shows the runs of a journal, the newest first, though its end was cut off' {
        (Get-AvsFailbackRun -Path $journal).Id | Should -Be 'second', 'first'
        (Get-AvsFailbackRun -Path $journal -Latest).Outcome | Should -Be 'Interrupted'
        (Get-AvsFailbackRun first -Path $journal).Duration | Should -Be ([timespan]'2:00:00')
    }

    It 'takes files from the pipeline' {
        (Get-Item $journal | Get-AvsFailbackRun -Id s*).Id | Should -Be 'second'
    }

    It 'says what is not there' {
        (Get-ErrorOf { Get-AvsFailbackRun nosuch -Path $journal }).FullyQualifiedErrorId | Should -BeLike 'RunNotFound,*'
        (Get-ErrorOf { Get-AvsFailbackRun -Path "$TestDrive/nosuch" }).FullyQualifiedErrorId | Should -BeLike 'JournalNotFound,*'
    }

    It 'shows a list with gaps, notices and what to do next' {
        $shown = Get-AvsFailbackRun -Path $journal -Latest | Format-List | Out-String -Width 120
        $shown | Should -Match 'Nobody knows\.'
        $shown | Should -Match 'Somebody should look\.'
        $shown | Should -Match 'Rerun the Invoke-AvsFailback command'
    }

    It 'shows runs and their VMs in one line each, in <Width> columns' -ForEach @(@{ Width = 80 }, @{ Width = 120 }) {
        Connect-FreshVault | Out-Null
        $quietly = @{ NoJournal = $true; Confirm = $false; WarningAction = 'SilentlyContinue'; ErrorAction = 'SilentlyContinue' }
        $placement = @{ Name = 'app01'; Datastore = 'vsanDatastore' }
        $run = Invoke-AvsFailback app01, sql01 -Placement $placement -Until Committed -CommitPolicy AfterValidation -Validate { $true } @quietly
        $run.Items.Outcome | Should -Be 'Succeeded', 'NotReady'
        $runs = @(($run, $run | Out-String -Width $Width) -split '\r?\n' | Where-Object { $_.Trim() })
        $items = @(($run.Items | Out-String -Width $Width) -split '\r?\n' | Where-Object { $_.Trim() })
        # A line names the vault, two are the header.
        $runs.Count | Should -Be 5
        $items.Count | Should -Be 4
        "$runs" | Should -Match 'Took +RTO'
        "$items" | Should -Match 'RTO +RPO'
        $rto = '{0:hh\:mm\:ss}' -f $run.Rto
        $runs[-1], $items[-2] | Should -Match $rto
    }

    It 'shows of a planned run how long it is expected to take' {
        Connect-FreshVault | Out-Null
        $run = Invoke-AvsFailback app01 -Placement @{ Name = 'app01'; Datastore = 'vsanDatastore' } -WhatIf
        $planned = $run | Format-List | Out-String -Width 120
        $planned | Should -Match 'Expected to take : 01:36:00'
        $run | Out-String -Width 80 | Should -Match 'Planned +1 ~01:36:00'
        # Nobody has told of steps that are only planned.
        $run.Items[0].Steps | Out-String -Width 120 | Should -Not -Match 'journal'
        $planned | Should -Match 'Requests +: 4'
        Get-AvsFailbackRun -Path $journal -Latest | Format-List | Out-String | Should -Not -Match 'Expected to take'
    }

    It 'finds in the jobs of the vault what was done' {
        Connect-FreshVault | Out-Null
        Set-Phase FailedBack app01
        $run = Get-AvsFailbackRun -FromVault -Name app*
        $run.Items.Name | Should -Be 'app01'
        $run.Items.Steps.Action | Should -Be 'ReprotectToAvs', 'FailBack'
        $run.Items.Steps.IsRebuilt | Should -Not -Contain $false
        $run.Gaps | Should -Match "come from the vault's jobs"
        $run | Show | Should -Match '\(emulated\)'
        (Get-AvsReplicatedItem app01 | Get-AvsFailbackRun).Items.Name | Should -Be 'app01'
    }
}
