BeforeAll {
    . "$PSScriptRoot/common.ps1"
    Connect-FreshVault | Out-Null
    Set-Phase FailedBack sql01
    Set-Phase FailedBack app01
}
AfterAll { Disconnect-All }

Describe 'What the cmdlets return' {
    It 'has lists that can be indexed: <Command>' -ForEach @(
        @{ Command = { Get-AvsReplicatedItem sql01, app01 } }
        @{ Command = { Test-AvsFailback app02 -For Failback } }
        @{ Command = { Get-AvsJob | ForEach-Object { Get-AvsJob $_.Name } } }
        @{ Command = { Get-AvsAppliance } }
        @{ Command = { Get-AvsMasterTarget } }
        @{ Command = { Get-AvsProcessServer } }
        @{ Command = { (Get-AvsJob @(Get-AvsJob)[0].Name).Tasks } }
    ) {
        foreach ($object in & $Command) {
            foreach ($property in $object.PSObject.Properties) {
                if ($property.Value -is [System.Collections.IEnumerable] -and $property.Value -isnot [string]) {
                    , $property.Value | Should -BeOfType [array] -Because "$($property.Name) of $object is one"
                }
            }
        }
    }

    It 'tells that it is emulated, so that no one takes it for real: <Command>' -ForEach @(
        @{ Command = { Get-AvsReplicatedItem } }
        @{ Command = { Get-AvsJob } }
        @{ Command = { Get-AvsRecoveryPoint sql01 } }
        @{ Command = { Get-AvsProcessServer } }
        @{ Command = { Get-AvsMasterTarget } }
        @{ Command = { Get-AvsAppliance } }
        @{ Command = { Test-AvsFailback sql01 } }
    ) {
        & $Command | Show | Should -Match '^\s+Vault: contoso-dr-vault \(emulated\)'
    }

    It 'fits 120 columns: <Command>' -ForEach @(
        @{ Command = { Get-AvsRecoveryPoint sql01 } }
        @{ Command = { Get-AvsProcessServer } }
        @{ Command = { Get-AvsMasterTarget } }
        @{ Command = { Get-AvsAppliance } }
        @{ Command = { Get-AvsVault } }
        @{ Command = { Test-AvsFailback sql01 } }
        @{ Command = { (Test-AvsFailback sql01).Checks } }
    ) {
        ((& $Command | Show) -split '\r?\n' | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual 120
    }
}
