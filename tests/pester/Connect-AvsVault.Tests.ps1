BeforeAll { . "$PSScriptRoot/common.ps1" }
AfterAll { Stop-AvsEmulator; Disconnect-All }

Describe 'Connect-AvsVault' {
    BeforeEach { Disconnect-All }

    It 'returns the vault that it connected to' {
        $vault = Connect-AvsVault -Emulator -Clock Virtual
        "$vault" | Should -Be 'contoso-dr-vault (emulated)'
        $vault.IsConnected | Should -BeTrue
        Get-AvsVault | Should -Be $vault
    }

    It 'lets time run about a minute a second unless told otherwise' {
        (Connect-AvsVault -Emulator).EmulatedClock | Should -Be 'Scaled'
    }

    It 'begins anew each time: what was done to the emulated vault before is gone' {
        Connect-AvsVault -Emulator -Clock Virtual | Out-Null
        Set-Phase ReadyToFailBack app01
        Connect-AvsVault -Emulator -Clock Virtual | Out-Null
        Get-Phase app01 | Should -Be 'RunningInAzure'
        @(Get-AvsVault).Count | Should -Be 1
    }

    It 'loads a snapshot' {
        Connect-AvsVault -Emulator -Clock Virtual | Out-Null
        Set-Phase ReadyToFailBack app01
        $file = Export-AvsVaultSnapshot "$TestDrive/vault.json"
        Connect-AvsVault -Emulator -Clock Virtual -Snapshot $file | Out-Null
        Get-Phase app01 | Should -Be 'ReadyToFailBack'
    }

    It 'finds a snapshot beside the current location of the session' {
        Connect-AvsVault -Emulator -Clock Virtual | Out-Null
        Export-AvsVaultSnapshot "$TestDrive/here.json" | Out-Null
        Push-Location $TestDrive
        try { (Connect-AvsVault -Emulator -Clock Virtual -Snapshot ./here.json).IsConnected | Should -BeTrue }
        finally { Pop-Location }
    }

    It 'says which snapshot does not exist' {
        (Get-ErrorOf { Connect-AvsVault -Emulator -Snapshot "$TestDrive/nosuch.json" }).Exception.Message | Should -Match 'nosuch\.json'
    }

    It 'says that a file is no snapshot, and leaves the session without one' {
        Set-Content "$TestDrive/broken.json" '{ "format": '
        (Get-ErrorOf { Connect-AvsVault -Emulator -Snapshot "$TestDrive/broken.json" }).FullyQualifiedErrorId | Should -BeLike 'EmulatorNotStarted,*'
        Get-AvsVault | Should -BeNullOrEmpty
    }

    It 'leaves no vault as the default after it failed, so that a broken set-up hits none' {
        $vault = Connect-AvsVault -Emulator -Clock Virtual
        Get-ErrorOf { Connect-AvsVault -Emulator -Snapshot "$TestDrive/nosuch.json" } | Out-Null
        (Get-ErrorOf { Get-AvsReplicatedItem }).FullyQualifiedErrorId | Should -BeLike 'NoDefaultVault,*'
        @(Get-AvsReplicatedItem -Vault $vault).Count | Should -Be 10
    }

    It 'says where no emulator answers' {
        (Get-ErrorOf { Connect-AvsVault -Emulator -Endpoint http://127.0.0.1:9 }).Exception.Message | Should -Match 'No emulator answers at http://127\.0\.0\.1:9'
    }

    It 'connects to an emulator on a port, which tells its clock itself' {
        $emulator = Start-AvsEmulator -Clock Virtual
        (Connect-AvsVault -Emulator -Endpoint $emulator.Address).EmulatedClock | Should -Be 'Virtual'
        (Get-Command Connect-AvsVault).ParameterSets | Where-Object { $_.Parameters.Name -contains 'Clock' -and $_.Name -eq 'EmulatorEndpoint' } | Should -BeNullOrEmpty
    }

    It 'demands all that names a vault in Azure when the emulator is not asked for' {
        $needed = (Get-Command Connect-AvsVault).ParameterSets | Where-Object IsDefault | ForEach-Object { $_.Parameters } | Where-Object IsMandatory
        $needed.Name | Sort-Object | Should -Be 'AccessToken', 'Name', 'ResourceGroupName', 'SubscriptionId'
    }

    It 'refuses an empty token before it asks anyone' {
        $shown = Get-ErrorOf { Connect-AvsVault v -ResourceGroupName rg -SubscriptionId 5f1c0f3a-3f1e-4c0b-9a53-7d5f0e9b21c6 -AccessToken ([pscustomobject]@{ Token = '' }) }
        $shown.FullyQualifiedErrorId | Should -BeLike 'NoAccessToken,*'
        $shown.ErrorDetails.Message | Should -Match 'Get-AzAccessToken'
    }

    It 'names the clocks that there are when a wrong one is given' {
        (Get-ErrorOf { Connect-AvsVault -Emulator -Clock Fast }).Exception.Message | Should -Match 'Scaled, Virtual'
        Complete 'Connect-AvsVault -Emulator -Clock ' | Should -Be 'Real', 'Scaled', 'Virtual'
    }

    It 'has help' {
        (Get-Help Connect-AvsVault).Synopsis | Should -Match 'Recovery Services vault'
    }
}
