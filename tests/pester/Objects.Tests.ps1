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

Describe 'What scripts keep of objects' {
    It 'pipes back into the cmdlets: <Name>' -ForEach @(
        @{ Name = 'Select-Object Name'; Keep = { Get-AvsReplicatedItem sql01, app01 | Select-Object Name } }
        @{ Name = 'Select-Object *'; Keep = { Get-AvsReplicatedItem sql01, app01 | Select-Object * } }
        @{ Name = 'Import-Csv'; Keep = { Get-AvsReplicatedItem sql01, app01 | Export-Csv TestDrive:/a.csv; Import-Csv TestDrive:/a.csv } }
        @{ Name = 'Import-Clixml'; Keep = { Get-AvsReplicatedItem sql01, app01 | Export-Clixml TestDrive:/a.xml; Import-Clixml TestDrive:/a.xml } }
        @{ Name = 'ConvertFrom-Json'; Keep = { Get-AvsReplicatedItem sql01, app01 | ConvertTo-Json -Depth 3 | ConvertFrom-Json } }
        @{ Name = 'Start-Job'; Keep = { Start-Job { [pscustomobject]@{ Name = 'sql01' }; [pscustomobject]@{ Name = 'app01' } } | Receive-Job -Wait -AutoRemoveJob } }
    ) {
        $kept = & $Keep
        ($kept | Get-AvsReplicatedItem).Name | Should -Be 'sql01', 'app01'
        ($kept | Test-AvsFailback | ForEach-Object { $_.Item.Name }) | Should -Be 'sql01', 'app01'
        { $kept | Get-AvsJob -ErrorAction Stop } | Should -Not -Throw
    }

    It 'has ids as texts and words by name' {
        $item = Get-AvsReplicatedItem sql01
        $item | Export-Clixml TestDrive:/b.xml
        $back = Import-Clixml TestDrive:/b.xml
        $back.Id | Should -BeOfType [string]
        $back.Phase | Should -BeExactly 'FailedBack'
        ($item | ConvertTo-Json -Depth 2 -WarningAction SilentlyContinue | ConvertFrom-Json).Phase | Should -BeExactly 'FailedBack'
    }
}
