BeforeAll { . "$PSScriptRoot/common.ps1" }
AfterAll { Disconnect-All }

# A column that doesn't fit is left out whole: a header in pieces, or one letter a line, says nothing.
Describe 'The tables' {
    BeforeAll {
        $vault = Connect-FreshVault
        Set-Phase ReadyToFailBack sql01
        Set-Phase FailedBack app01
        Add-AvsEmulatorFault Status -Status 500 -Operation GetItem -Item db01 | Out-Null
        $labels = ([xml](Get-Content "$repository/AvsFailback.format.ps1xml" -Raw)).SelectNodes('//TableColumnHeader/Label').'#text'
    }

    It 'have whole headers at <Width> columns: <Command>' -ForEach @(
        foreach ($width in 79, 80, 120) {
            foreach ($command in '$vault', 'Get-AvsReplicatedItem', 'Get-AvsRecoveryPlan', 'Get-AvsRecoveryPoint sql01', 'Get-AvsProcessServer', 'Get-AvsMasterTarget',
                'Get-AvsAppliance', 'Test-AvsFailback sql01, app02, web01', '(Test-AvsFailback app02).Checks', 'Get-AvsJob', '(Get-AvsJob @(Get-AvsJob)[0].Name).Tasks',
                '(Get-AvsReplicatedItem app02).HealthErrors', 'Step-AvsEmulator 1', 'Get-AvsEmulatorRequest', 'Get-AvsEmulatorFault', 'Get-AvsFailbackRun -FromVault',
                '(Get-AvsFailbackRun -FromVault).Items', '(Get-AvsFailbackRun -FromVault).Items.Steps') {
                @{ Width = $width; Command = $command }
            }
        }
    ) {
        $lines = (& ([scriptblock]::Create($Command)) | Out-String -Width $Width) -split '\r?\n'
        $rule = [array]::FindIndex([string[]]$lines, [Predicate[string]] { param($line) $line.StartsWith('--') })

        $rule | Should -BeGreaterThan 1
        $lines[$rule - 2].Trim() | Should -Be '' -Because ($lines -join "`n")
        foreach ($column in [regex]::Matches($lines[$rule], '-+')) {
            $lines[$rule - 1].Substring($column.Index, $column.Length).Trim() | Should -BeIn $labels
        }

        ($lines | ForEach-Object { $_.TrimEnd().Length } | Measure-Object -Maximum).Maximum | Should -BeLessOrEqual $Width
    }
}
