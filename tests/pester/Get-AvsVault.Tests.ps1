BeforeAll { . "$PSScriptRoot/common.ps1" }
AfterAll { Disconnect-All }

Describe 'Get-AvsVault' {
    BeforeEach { $vault = Connect-FreshVault }

    It 'gives nothing when the session is not connected' {
        Disconnect-All
        Get-AvsVault | Should -BeNullOrEmpty
    }

    It 'shows the connected vault, that it is emulated, and its clock' {
        Get-AvsVault | Show | Should -Match 'contoso-dr-vault \(emulated\) +rg-avs-dr +5f1c0f3a-\S+ +Virtual +True'
        (Get-AvsVault).IsEmulated | Should -BeTrue
    }

    It 'finds a vault by name and by pattern' {
        Get-AvsVault contoso-dr-vault | Should -Be $vault
        Get-AvsVault contoso* | Should -Be $vault
        Get-AvsVault nosuch* | Should -BeNullOrEmpty
    }

    It 'says that a name is not that of a connected vault' {
        $shown = Get-ErrorOf { Get-AvsVault nosuch }
        $shown.FullyQualifiedErrorId | Should -BeLike 'VaultNotConnected,*'
        $shown.TargetObject | Should -Be 'nosuch'
    }

    It 'completes names of connected vaults' {
        Complete 'Get-AvsVault ' | Should -Be 'contoso-dr-vault'
        Complete 'Get-AvsReplicatedItem -Vault con' | Should -Be 'contoso-dr-vault'
    }
}
