BeforeAll { . "$PSScriptRoot/common.ps1" }
AfterAll { Disconnect-All }

Describe 'Disconnect-AvsVault' {
    BeforeEach { $vault = Connect-FreshVault }

    It 'ends the connection and says nothing' {
        Disconnect-AvsVault | Should -BeNullOrEmpty
        $vault.IsConnected | Should -BeFalse
        Get-AvsVault | Should -BeNullOrEmpty
    }

    It 'takes the vault, its name, or the pipeline' {
        Disconnect-AvsVault $vault
        Connect-FreshVault | Out-Null
        Disconnect-AvsVault contoso-dr-vault
        Connect-FreshVault | Disconnect-AvsVault
        Get-AvsVault | Should -BeNullOrEmpty
    }

    It 'says that nothing is connected' {
        Disconnect-AvsVault
        (Get-ErrorOf { Disconnect-AvsVault }).FullyQualifiedErrorId | Should -BeLike 'NotConnected,*'
    }

    It 'names the connected vaults when it is given another name' {
        (Get-ErrorOf { Disconnect-AvsVault nosuch }).Exception.Message | Should -Match "'nosuch'.*contoso-dr-vault"
    }

    It 'refuses afterwards what is left from the vault, with the way on' {
        $item = Get-AvsReplicatedItem app01
        Disconnect-AvsVault
        $shown = Get-ErrorOf { $item | Test-AvsFailback }
        $shown.Exception.Message | Should -Match 'has been disconnected'
        $shown.ErrorDetails.Message | Should -Match 'Connect again'
    }

    It 'happens by itself when the module is removed' {
        Remove-Module AvsFailback
        try { $vault.IsConnected | Should -BeFalse }
        finally { Import-Module "$repository/AvsFailback.psd1" -Global }
        Get-AvsVault | Should -BeNullOrEmpty
    }
}
