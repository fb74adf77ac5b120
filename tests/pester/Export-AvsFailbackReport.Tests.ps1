BeforeAll {
    . "$PSScriptRoot/common.ps1"
    Connect-FreshVault | Out-Null
    Set-Phase FailedBack app01
    $run = Get-AvsFailbackRun -FromVault
}
AfterAll { Disconnect-All }

Describe 'Export-AvsFailbackReport' {
    It 'writes JSON that ConvertFrom-Json reads' {
        $file = $run | Export-AvsFailbackReport "$TestDrive/a.json"
        $file | Should -BeOfType System.IO.FileInfo
        $report = Get-Content $file.FullName -Raw | ConvertFrom-Json
        $report.schemaVersion | Should -Be 1
        $report.id | Should -Be $run.Id
        $report.rtoSeconds | Should -Be $run.Rto.TotalSeconds
        $report.items[0].steps.action | Should -Be 'ReprotectToAvs', 'FailBack'
        $report.gaps | Should -Be $run.Gaps
    }

    It 'writes CSV that Import-Csv reads, a row for each step' {
        $rows = @(Import-Csv ($run | Export-AvsFailbackReport "$TestDrive/a.csv").FullName)
        $rows.Count | Should -Be 2
        $rows[1].VM | Should -Be 'app01'
        $rows.Action | Should -Be 'ReprotectToAvs', 'FailBack'
        [double]$rows[0].ServiceSeconds | Should -Be $run.Items[0].Steps[0].ServiceTime.TotalSeconds
        [datetime]$rows[0].StepStartUtc | Should -Be ([datetime]'2026-03-02 08:00:00')
    }

    It 'finds a relative path from the location of the session' {
        Push-Location $TestDrive
        try { ($run | Export-AvsFailbackReport b.json).FullName | Should -Be (Join-Path (Get-Item $TestDrive).FullName b.json) } finally { Pop-Location }
    }

    It 'writes several runs to a folder that exists' {
        (Get-ErrorOf { $run, $run | Export-AvsFailbackReport "$TestDrive/nosuch" -Format Json }).FullyQualifiedErrorId | Should -BeLike 'FolderNotFound,*'
        New-Item "$TestDrive/out" -ItemType Directory | Out-Null
        ($run | Export-AvsFailbackReport "$TestDrive/out" -Format Csv).Name | Should -Be "contoso-dr-vault-$($run.Id).csv"
    }

    It 'asks for the form where the name does not tell it, before the run that is piped in is made' {
        foreach ($name in 'x.html', 'x', 'x.json.bak') {
            $error1 = Get-ErrorOf { & { $script:made = $true; $run } | Export-AvsFailbackReport "$TestDrive/$name" }
            $error1.FullyQualifiedErrorId | Should -BeLike 'UnknownReportFormat,*'
            "$error1" | Should -BeLike "*$name*JSON or CSV*-Format*"
            $script:made | Should -BeNullOrEmpty
            "$TestDrive/$name" | Should -Not -Exist
        }
        ($run | Export-AvsFailbackReport "$TestDrive/x.html" -Format Json).Name | Should -Be 'x.html'
        ($run | Export-AvsFailbackReport "$TestDrive/X.JSON").Name | Should -Be 'X.JSON'
    }

    It 'leaves a file alone with -NoClobber and with -WhatIf' {
        Set-Content "$TestDrive/c.json" 'mine'
        (Get-ErrorOf { $run | Export-AvsFailbackReport "$TestDrive/c.json" -NoClobber }).FullyQualifiedErrorId | Should -BeLike 'FileExists,*'
        $run | Export-AvsFailbackReport "$TestDrive/c.json" -WhatIf | Should -BeNullOrEmpty
        Get-Content "$TestDrive/c.json" | Should -Be 'mine'
    }
}
