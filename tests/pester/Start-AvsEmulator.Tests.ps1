BeforeAll { . "$PSScriptRoot/common.ps1" }

Describe 'Start-AvsEmulator' {
    AfterEach { Stop-AvsEmulator; Disconnect-All }

    It 'starts an emulator on a free loopback port and shows where' {
        $emulator = Start-AvsEmulator -Clock Virtual
        $emulator | Show | Should -Match "http://127\.0\.0\.1:$($emulator.Address.Port)/ +contoso-dr-vault +Virtual +True"
    }

    It 'answers any client of Azure Resource Manager' {
        $emulator = Start-AvsEmulator -Clock Virtual
        $uri = "$($emulator.Address.ToString().TrimEnd('/'))$($emulator.VaultId)/replicationProtectedItems?api-version=2025-02-01"
        $items = Invoke-RestMethod $uri -Headers @{ Authorization = 'Bearer anything' }
        $items.value.properties.friendlyName | Should -Contain 'sql01'
    }

    It 'says that a port is taken, and what to do' {
        $emulator = Start-AvsEmulator
        $shown = Get-ErrorOf { Start-AvsEmulator -Port $emulator.Address.Port }
        $shown.FullyQualifiedErrorId | Should -BeLike 'EmulatorNotStarted,*'
        $shown.ErrorDetails.Message | Should -Match "port $($emulator.Address.Port)"
    }

    It 'runs several at once, each with a vault of its own' {
        $first = Start-AvsEmulator -Clock Virtual
        $second = Start-AvsEmulator -Clock Virtual
        $second.Address | Should -Not -Be $first.Address
    }

    It 'loads a snapshot, and says which does not exist' {
        Connect-FreshVault | Out-Null
        Set-Phase ReadyToFailBack app01
        $file = Export-AvsVaultSnapshot "$TestDrive/vault.json"
        $emulator = Start-AvsEmulator -Clock Virtual -Snapshot $file
        Connect-AvsVault -Emulator -Endpoint $emulator.Address | Out-Null
        Get-Phase app01 | Should -Be 'ReadyToFailBack'
        (Get-ErrorOf { Start-AvsEmulator -Snapshot "$TestDrive/nosuch.json" }).Exception.Message | Should -Match 'nosuch\.json'
    }

    It 'lets go of its port when the module is removed' {
        $address = (Start-AvsEmulator).Address
        Remove-Module AvsFailback
        try { { Invoke-RestMethod "${address}emulator" -TimeoutSec 5 } | Should -Throw }
        finally { Import-Module "$repository/AvsFailback.psd1" -Global }
    }
}
