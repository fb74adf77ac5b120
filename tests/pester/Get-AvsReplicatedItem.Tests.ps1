BeforeAll { . "$PSScriptRoot/common.ps1" }
AfterAll { Disconnect-All }

Describe 'Get-AvsReplicatedItem' {
    BeforeEach { $vault = Connect-FreshVault }

    It 'shows all VMs, each in a line that fits 120 columns, under the name of the emulated vault' {
        $shown = Get-AvsReplicatedItem | Show
        $shown | Should -Match 'Vault: contoso-dr-vault \(emulated\)'
        @($shown -split '\r?\n' | Where-Object { $_ -match 'RunningInAzure' }).Count | Should -Be 10
        ($shown -split '\r?\n' | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual 120
    }

    It 'shows which VM is not healthy' {
        Get-AvsReplicatedItem | Get-Row | Where-Object { $_ -match 'Critical' } | Should -Match '^app02 '
    }

    It 'finds VMs by name, by pattern, and without case' {
        (Get-AvsReplicatedItem sql01).Name | Should -Be 'sql01'
        (Get-AvsReplicatedItem SQL01).Name | Should -Be 'sql01'
        (Get-AvsReplicatedItem app*, lin01).Name | Sort-Object | Should -Be 'app01', 'app02', 'lin01'
    }

    It 'takes names from the pipeline, as from a file' {
        ('sql01', 'web01' | Get-AvsReplicatedItem).Name | Should -Be 'sql01', 'web01'
    }

    It 'gives nothing, and no error, for a pattern that nothing matches' {
        Get-AvsReplicatedItem nothing* -ErrorVariable errors | Should -BeNullOrEmpty
        $errors | Should -BeNullOrEmpty
    }

    It 'goes on after a wrong name, and says which it was' {
        $found = Get-AvsReplicatedItem nosuch, sql01 -ErrorAction SilentlyContinue -ErrorVariable errors
        $found.Name | Should -Be 'sql01'
        @($errors).Count | Should -Be 1
        $errors[0].FullyQualifiedErrorId | Should -Be 'ItemNotFound,AvsFailback.Commands.GetAvsReplicatedItemCommand'
        $errors[0].CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $errors[0].TargetObject | Should -Be 'nosuch'
    }

    It 'ends at a wrong name with -ErrorAction Stop' {
        { Get-AvsReplicatedItem nosuch -ErrorAction Stop } | Should -Throw -ErrorId 'ItemNotFound*'
    }

    It 'asks whether a name that is nearly right was meant' {
        (Get-ErrorOf { Get-AvsReplicatedItem sql }).ErrorDetails.Message | Should -Match 'Do you mean sql01, sqlc01, sqlc02\?'
    }

    It 'filters by phase' {
        Set-Phase ReadyToFailBack app01
        (Get-AvsReplicatedItem -Phase ReadyToFailBack).Name | Should -Be 'app01'
        @(Get-AvsReplicatedItem -Phase RunningInAzure).Count | Should -Be 9
        @(Get-AvsReplicatedItem app* -Phase RunningInAzure, ReadyToFailBack).Count | Should -Be 2
    }

    It 'refuses a phase that does not exist, and names those that do' {
        (Get-ErrorOf { Get-AvsReplicatedItem -Phase Done }).Exception.Message | Should -Match 'ReadyToFailBack'
    }

    It 'finds a VM by its id, also from an object that has one' {
        $id = (Get-AvsReplicatedItem sql01).Id
        (Get-AvsReplicatedItem -Id $id).Name | Should -Be 'sql01'
        ([pscustomobject]@{ ResourceId = "$id" } | Get-AvsReplicatedItem).Name | Should -Be 'sql01'
        (Get-AvsReplicatedItem sql01, app01 | Select-Object Id | Get-AvsReplicatedItem).Name | Should -Be 'sql01', 'app01'
    }

    It 'says what is wrong with an id of something else' {
        (Get-ErrorOf { Get-AvsReplicatedItem -Id '/subscriptions/5f1c0f3a-3f1e-4c0b-9a53-7d5f0e9b21c6/resourceGroups/rg' }).FullyQualifiedErrorId |
            Should -BeLike 'NotAnItem,*'
    }

    It 'stops cleanly when Select-Object has enough' {
        (Get-AvsReplicatedItem | Select-Object -First 1).Name | Should -Be 'sql01'
        @(Get-AvsReplicatedItem).Count | Should -Be 10
    }

    It 'pipes into what PowerShell has' {
        (Get-AvsReplicatedItem | Where-Object OsType -EQ Linux).Count | Should -Be 4
        Get-AvsReplicatedItem | Group-Object Architecture | ForEach-Object { $_.Count } | Should -Be 6, 4
        Get-AvsReplicatedItem sql01 | Format-List | Show | Should -Match 'Phase\s+: RunningInAzure'
        "$(Get-AvsReplicatedItem sql01)" | Should -Be 'sql01 (RunningInAzure)'
    }

    It 'tells since when a VM that is back is unprotected' {
        Set-Phase Committed app01
        Get-AvsReplicatedItem app01 | Show | Should -Match 'app01 +Committed .*unprotected since 03-02 \d\d:\d\dZ'
    }

    It 'completes names and phases' {
        Complete 'Get-AvsReplicatedItem app' | Should -Be 'app01', 'app02'
        Complete 'Get-AvsReplicatedItem -Phase Ready' | Should -Be 'ReadyToFailBack'
    }

    It 'says that the session is not connected' {
        Disconnect-All
        $shown = Get-ErrorOf { Get-AvsReplicatedItem }
        $shown.FullyQualifiedErrorId | Should -BeLike 'NotConnected,*'
        $shown.ErrorDetails.Message | Should -Match 'Connect-AvsVault'
    }

    It 'refuses objects of a connection that has ended' {
        Disconnect-All
        (Get-ErrorOf { Get-AvsReplicatedItem -Vault $vault }).ErrorDetails.Message | Should -Match 'has been disconnected'
    }

    It 'works in parallel runspaces, on the vault that the VMs bring along' -Skip:($PSVersionTable.PSVersion.Major -lt 7) {
        $manifest = "$repository/AvsFailback.psd1"
        $verdicts = Get-AvsReplicatedItem lin02, app01 | ForEach-Object -ThrottleLimit 2 -Parallel {
            Import-Module $using:manifest
            $_ | Test-AvsFailback
        }
        $verdicts.Name | Sort-Object | Should -Be 'app01', 'lin02'
        $verdicts.IsReady | Should -Be $true, $true
    }
}
