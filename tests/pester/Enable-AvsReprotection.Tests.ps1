BeforeAll {
    . "$PSScriptRoot/common.ps1"
    $classic = $toAvs.classic
}
AfterAll { Stop-AvsEmulator; Disconnect-All }

Describe 'Enable-AvsReprotection' {
    BeforeEach { Connect-FreshVault | Out-Null }

    It 'reprotects a VM to AVS, and with -Wait until it can be failed back' {
        $job = Enable-AvsReprotection sql01 @classic -Wait
        $job | Get-Row | Should -Match '^sql01 +Reprotect +Succeeded'
        Get-Phase sql01 | Should -Be 'ReadyToFailBack'
        Get-AvsRecoveryPoint sql01 | Should -Not -BeNullOrEmpty
    }

    It 'protects a VM again after the commit, and waits for the mobility agent by itself' {
        Set-Phase Committed sql01
        $job = Enable-AvsReprotection sql01 -ProcessServer CONTOSO-CS01 -Wait
        $job.State | Should -Be 'Succeeded'
        Get-Phase sql01 | Should -Be 'Protected'
    }

    It 'takes VMs of both architectures at once, side by side' {
        $jobs = Enable-AvsReprotection sql01, app01 @classic -Datastore vsanDatastore -Wait
        $jobs.Count | Should -Be 2
        Get-Phase sql01, app01 | Should -Be 'ReadyToFailBack', 'ReadyToFailBack'
        [Math]::Abs(($jobs[0].StartTime - $jobs[1].StartTime).TotalMinutes) | Should -BeLessThan 1
    }

    It 'returns the job as soon as it has started, which Wait-AvsJob takes' {
        $job = Enable-AvsReprotection sql01 @classic
        $job.IsRunning | Should -BeTrue
        (Wait-AvsJob $job).State | Should -Be 'Succeeded'
    }

    It 'tells all names that it needs at once, each with what there is' {
        $shown = Get-ErrorOf { Enable-AvsReprotection sql01 }
        $shown.FullyQualifiedErrorId | Should -BeLike 'NameNeeded,*'
        $shown.ErrorDetails.Message | Should -Match '-ProcessServer: CONTOSO-CS01, CONTOSO-PS-AZ\. .*-RetentionVolume: R, S\.'
        Get-Phase sql01 | Should -Be 'RunningInAzure'
    }

    It 'says of a wrong <Parameter> what there is' -ForEach @(
        @{ Vm = 'sql01'; Parameter = 'ProcessServer'; Is = 'process server'; There = 'CONTOSO-CS01, CONTOSO-PS-AZ' }
        @{ Vm = 'app01'; Parameter = 'Datastore'; Is = 'datastore of contoso-appl01'; There = 'ds-failback-01, vsanDatastore' }
        @{ Vm = 'app01'; Parameter = 'Appliance'; Is = 'appliance'; There = 'contoso-appl01' }
    ) {
        $named = @{ $Parameter = 'nosuch' }
        $shown = Get-ErrorOf { Enable-AvsReprotection $Vm @named }
        $shown.TargetObject | Should -Be 'nosuch'
        $shown.ErrorDetails.Message | Should -Be "There is no $Is named 'nosuch' for $Vm.`nThere are: $There."
    }

    It 'refuses a master target of another operating system' {
        (Get-ErrorOf { Enable-AvsReprotection lin01 -ProcessServer CONTOSO-PS-AZ -MasterTarget CONTOSO-CS01 }).FullyQualifiedErrorId | Should -BeLike 'DoesNotFit,*'
    }

    It 'refuses what does not apply to the VM' {
        (Get-ErrorOf { Enable-AvsReprotection app01 -MasterTarget CONTOSO-CS01 }).FullyQualifiedErrorId | Should -BeLike 'ParameterDoesNotApply,*'
    }

    It 'refuses a failback that is not committed, which the service would commit silently' {
        Set-Phase FailedBack app01
        $shown = Get-ErrorOf { Enable-AvsReprotection app01 }
        $shown.ErrorDetails.Message | Should -Match 'Complete-AvsFailback'
        Get-Phase app01 | Should -Be 'FailedBack'
    }

    It 'fails for a VM that goes in another direction than a script expects' {
        (Get-ErrorOf { Enable-AvsReprotection sql01 @classic -ExpectDirection AvsToAzure }).FullyQualifiedErrorId | Should -BeLike 'OtherDirection,*'
        Get-Phase sql01 | Should -Be 'RunningInAzure'
    }

    It 'asks for nothing when it was done already' {
        Set-Phase ReadyToFailBack sql01
        Enable-AvsReprotection sql01 @classic -Wait -WarningAction SilentlyContinue -WarningVariable warnings | Should -BeNullOrEmpty
        $warnings | Should -Match 'nothing to do'
    }

    It 'waits for the first recovery point again when it is run again, and says if none comes' {
        Enable-AvsReprotection web01 @classic -Wait -WarningAction SilentlyContinue | Out-Null
        Enable-AvsReprotection web01 @classic -Wait -WarningAction SilentlyContinue -WarningVariable warnings | Should -BeNullOrEmpty
        $warnings | Should -Match 'web01 has had no recovery point for 30 min'
        $warnings | Should -Not -Match 'nothing to do'
    }

    It 'changes nothing with -WhatIf, and does not ask by default' {
        Enable-AvsReprotection sql01 @classic -WhatIf | Should -BeNullOrEmpty
        Get-Phase sql01 | Should -Be 'RunningInAzure'
        Invoke-WithoutPrompt 'Enable-AvsReprotection app01 | Out-Null' | Should -BeNullOrEmpty
    }

    It 'asks where $ConfirmPreference says so' {
        @(Invoke-WithoutPrompt '$ConfirmPreference = "Medium"; Enable-AvsReprotection app01')[0].FullyQualifiedErrorId | Should -BeLike 'CannotPrompt,*'
    }

    It 'completes <Parameter>' -ForEach @(
        @{ Parameter = 'ProcessServer'; Word = 'contoso-p'; Offers = @('CONTOSO-PS-AZ') }
        @{ Parameter = 'MasterTarget'; Word = ''; Offers = @('CONTOSO-CS01', 'contoso-mtlin01') }
        @{ Parameter = 'Appliance'; Word = ''; Offers = @('contoso-appl01') }
        @{ Parameter = 'Datastore'; Word = 'v'; Offers = @('vsanDatastore') }
        @{ Parameter = 'RetentionVolume'; Word = ''; Offers = @("'/mnt/retention'", 'R', 'S') }
        @{ Parameter = 'RunAsAccount'; Word = 'win'; Offers = @('windows-push') }
        @{ Parameter = 'Policy'; Word = 'vmware'; Offers = @('vmware-24h', 'vmware-24h-failback') }
        @{ Parameter = 'ExpectDirection'; Word = ''; Offers = @('AvsToAzure', 'AzureToAvs') }
        @{ Parameter = 'IgnoreRule'; Word = 'R'; Offers = @('R01', 'R03', 'R04', 'R05') }
    ) {
        Complete "Enable-AvsReprotection sql01 -$Parameter $Word" | Sort-Object | Should -Be ($Offers | Sort-Object)
    }

    It 'completes the retention volumes of the master target that is named' {
        Complete 'Enable-AvsReprotection sql01 -MasterTarget CONTOSO-CS01 -RetentionVolume ' | Should -Be 'R', 'S'
    }
}

Describe 'Enable-AvsReprotection where the mobility agent is late' {
    BeforeEach { $emulator = Connect-FreshEndpoint }
    AfterEach { Stop-AvsEmulator }

    It 'waits for it and gets there' {
        Add-Fault $emulator @{ kind = 'lateAgent'; seconds = 1200 }
        Set-Phase Committed app01
        (Enable-AvsReprotection app01 -Wait).State | Should -Be 'Succeeded'
        Get-Phase app01 | Should -Be 'Protected'
    }

    It 'gives up at the end of -AgentTimeout, and can simply be run again' {
        Add-Fault $emulator @{ kind = 'lateAgent'; seconds = 3600 }
        Set-Phase Committed app01
        $shown = Get-ErrorOf { Enable-AvsReprotection app01 -Wait -AgentTimeout 300 }
        "$shown" | Should -Match 'agent'
        Step-AvsEmulator 3600 | Out-Null
        (Enable-AvsReprotection app01 -Wait).State | Should -Be 'Succeeded'
    }
}
