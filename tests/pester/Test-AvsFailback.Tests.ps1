BeforeAll { . "$PSScriptRoot/common.ps1" }
AfterAll { Disconnect-All }

Describe 'Test-AvsFailback' {
    BeforeEach { Connect-FreshVault | Out-Null }

    It 'tests each VM for the step that comes next' {
        Set-Phase ReadyToFailBack app01
        Set-Phase FailedBack api01
        $verdicts = Get-AvsReplicatedItem sql01, app01, api01 | Test-AvsFailback -ProcessServer CONTOSO-PS-AZ -RetentionVolume R
        ($verdicts | Where-Object Name -EQ sql01).Step | Should -Be 'Reprotection'
        ($verdicts | Where-Object Name -EQ app01).Step | Should -Be 'Failback'
        ($verdicts | Where-Object Name -EQ api01).Step | Should -Be 'Commit'
        $verdicts.IsReady | Should -Be $true, $true, $true
    }

    It 'answers that a VM is not ready, which is no error, with the rule and the reason' {
        $verdict = Test-AvsFailback sql01 -For Failback -ErrorVariable errors
        $verdict.IsReady | Should -BeFalse
        $verdict.Blocking[0].RuleId | Should -Be 'V01'
        $verdict.Blocking[0].Remedy | Should -Match 'Enable-AvsReprotection'
        $errors | Should -BeNullOrEmpty
    }

    It 'takes the inputs of the reprotect, alone and by a placement, and agrees with it' {
        (Test-AvsFailback sql01).Blocking.RuleId | Should -Be 'R04'
        (Get-ErrorOf { Enable-AvsReprotection sql01 }).FullyQualifiedErrorId | Should -BeLike 'NameNeeded,*'
        (Test-AvsFailback sql01 -ProcessServer CONTOSO-PS-AZ -RetentionVolume R).Placement | Should -Match 'process server CONTOSO-PS-AZ, .*datastore \w+ \(default\), retention volume R'
        Test-AvsFailback sql01 -Quiet -Placement @{ Name = '*'; ProcessServer = 'CONTOSO-PS-AZ'; RetentionVolume = 'R' } | Should -BeExactly $true
    }

    It 'shows the verdict in a line and the rules in a table' {
        Set-Phase ReadyToFailBack web01
        Test-AvsFailback web01 | Show | Should -Match 'web01 +Failback +NO +V05: web01 has no recovery point'
        (Test-AvsFailback web01).Checks | Show | Should -Match 'V05 +Failed +Block'
    }

    It 'tells several reasons apart' {
        (Test-AvsFailback app02 -For Failback).Summary | Should -Match '^V01: .*; V03: '
    }

    It 'gives a single true or false with -Quiet' {
        Set-Phase ReadyToFailBack sql01
        Test-AvsFailback sql01 -Quiet | Should -BeExactly $true
        Get-AvsReplicatedItem sql01, app02 | Test-AvsFailback -For Failback -Quiet | Should -BeExactly $false
    }

    It 'is false with -Quiet for nothing, and for a VM that does not exist' {
        @() | Test-AvsFailback -Quiet | Should -BeExactly $false
        Test-AvsFailback nosuch -Quiet -ErrorAction SilentlyContinue | Should -BeExactly $false
    }

    It 'counts a critical health as ignored when told to' {
        Set-Phase ReadyToFailBack app02
        (Test-AvsFailback app02).IsReady | Should -BeFalse
        (Test-AvsFailback app02 -IgnoreRule V03).IsReady | Should -BeTrue
    }

    It 'refuses to ignore what protects data, and lists what can be ignored' {
        (Get-ErrorOf { Test-AvsFailback sql01 -IgnoreRule V01 }).ErrorDetails.Message | Should -Match "V01 can't be ignored[\s\S]*V03"
        (Get-ErrorOf { Test-AvsFailback sql01 -IgnoreRule X99 }).ErrorDetails.Message | Should -Match "no rule 'X99'"
        Complete 'Test-AvsFailback sql01 -IgnoreRule V' | Should -Be 'V03', 'V04', 'V06', 'V08', 'V09', 'V10', 'V11', 'V12', 'V13', 'V14', 'V15'
        Complete 'Test-AvsFailback sql01 -IgnoreRule I' | Should -HaveCount 16
    }

    It 'tells how much an app-consistent point lies behind' {
        Set-Phase ReadyToFailBack sql01
        Step-AvsEmulator 7200 | Out-Null
        $check = (Test-AvsFailback sql01 -RecoveryPoint LatestAppConsistent).Checks | Where-Object RuleId -EQ V06
        $check.Evidence | Should -Match '^the point of 2026-03-02 .* old; what was written since is lost$'
    }

    It 'tells what Azure cannot show as Manual, beside the verdict' {
        Set-Phase ReadyToFailBack sql01
        $verdict = Test-AvsFailback sql01
        $verdict.Manual.RuleId | Should -Be 'I10', 'I11', 'I15', 'V11'
        $verdict.Manual.Remedy | Should -Not -BeNullOrEmpty
        $verdict | Show | Should -Match 'Ready, but see I02. Check by hand: I10, I11, I15, V11'
    }

    It 'takes the connection and the private cloud as evidence, and refuses what is neither' {
        Set-Phase ReadyToFailBack sql01
        $group = '/subscriptions/5f1c0f3a-3f1e-4c0b-9a53-7d5f0e9b21c6/resourceGroups/rg-avs-dr/providers'
        $path = @{ NetworkConnection = "$group/Microsoft.Network/connections/er-avs-to-dr"; PrivateCloud = "$group/Microsoft.AVS/privateClouds/contoso-avs" }
        $check = (Test-AvsFailback sql01 @path).Checks | Where-Object RuleId -EQ I15
        $check.Status | Should -Be 'Manual'
        $check.Evidence | Should -Match 'er-avs-to-dr is Connected; private cloud contoso-avs is Succeeded'
        ((Test-AvsFailback sql01 -NetworkConnection "$group/Microsoft.Network/connections/gone").Checks | Where-Object RuleId -EQ I15).Evidence | Should -Match 'there is no .*connections/gone'
        (Get-ErrorOf { Test-AvsFailback sql01 -NetworkConnection er-avs-to-dr }).FullyQualifiedErrorId | Should -Match '^NotAnId'
        (Get-ErrorOf { Test-AvsFailback sql01 -PrivateCloud $path.NetworkConnection }).FullyQualifiedErrorId | Should -Match '^NotAnId'
    }

    It 'changes nothing in the vault' {
        Set-Phase ReadyToFailBack sql01
        $jobs = @(Get-AvsJob).Count
        Get-AvsReplicatedItem | Test-AvsFailback | Out-Null
        @(Get-AvsJob).Count | Should -Be $jobs
    }

    It 'pipes the ready ones on' {
        Set-Phase ReadyToFailBack sql01, web01
        $jobs = Get-AvsReplicatedItem sql01, web01 | Test-AvsFailback | Where-Object IsReady | Start-AvsFailback -Wait -Confirm:$false -WarningAction SilentlyContinue
        $jobs.TargetName | Should -Be 'sql01'
    }

    It 'completes steps and recovery points' {
        Complete 'Test-AvsFailback sql01 -For ' | Should -Be 'Commit', 'Failback', 'Reprotection'
        Complete 'Test-AvsFailback sql01 -RecoveryPoint ' | Should -Be 'Latest', 'LatestAppConsistent'
    }
}
