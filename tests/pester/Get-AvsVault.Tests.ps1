BeforeAll { . "$PSScriptRoot/common.ps1" }
AfterAll { Disconnect-All }

Describe 'Get-AvsVault' {
    BeforeEach { $vault = Connect-FreshVault }

    It 'gives nothing when the session is not connected' {
        Disconnect-All
        Get-AvsVault | Should -BeNullOrEmpty
    }

    It 'shows the connected vault, that it is emulated, and its clock' {
        Get-AvsVault | Show | Should -Match 'contoso-dr-vault \(emulated\) +rg-avs-dr +Virtual +True +5f1c0f3a-\S+'
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

Describe 'A session with two vaults' {
    BeforeEach {
        Connect-FreshVault | Out-Null
        $file = (Export-AvsVaultSnapshot "$TestDrive/one.json").FullName
        (Get-Content $file -Raw).Replace('contoso-dr-vault', 'other-vault') | Set-Content "$TestDrive/other.json"
        Connect-AvsVault -Emulator -Clock Virtual -Snapshot "$TestDrive/other.json" | Out-Null
    }

    It 'reads the one connected last, unless another is named' {
        "$((Get-AvsReplicatedItem sql01).Vault)" | Should -Be 'other-vault (emulated)'
        "$((Get-AvsReplicatedItem sql01 -Vault contoso-dr-vault).Vault)" | Should -Be 'contoso-dr-vault (emulated)'
    }

    It 'demands the vault by name before it acts on a VM by name' {
        $shown = Get-ErrorOf { Enable-AvsReprotection app01 }
        $shown.FullyQualifiedErrorId | Should -BeLike 'SeveralVaults,*'
        $shown.ErrorDetails.Message | Should -Match '-Vault: contoso-dr-vault .*other-vault'
        (Enable-AvsReprotection app01 -Vault contoso-dr-vault -Wait).State | Should -Be 'Succeeded'
        Get-Phase app01 | Should -Be 'RunningInAzure'
    }

    It 'acts on a piped VM in the vault that it comes from' {
        $job = Get-AvsReplicatedItem app01 -Vault contoso-dr-vault | Enable-AvsReprotection -Wait
        "$($job.Vault)" | Should -Be 'contoso-dr-vault (emulated)'
    }

    It 'works on VMs of both in one pipeline, and shows each under its vault' {
        $verdicts = Get-AvsVault | ForEach-Object { Get-AvsReplicatedItem app01 -Vault $_ } | Test-AvsFailback
        $shown = $verdicts | Show
        $shown | Should -Match 'Vault: contoso-dr-vault \(emulated\)'
        $shown | Should -Match 'Vault: other-vault \(emulated\)'
    }

    It 'demands to know which to disconnect' {
        (Get-ErrorOf { Disconnect-AvsVault }).FullyQualifiedErrorId | Should -BeLike 'SeveralVaults,*'
        Disconnect-AvsVault other-vault
        (Get-AvsVault).Name | Should -Be 'contoso-dr-vault'
    }
}
