BeforeDiscovery {
    $manifest = Import-PowerShellDataFile "$PSScriptRoot/../../AvsFailback.psd1"
    $cmdlets = foreach ($name in $manifest.CmdletsToExport) { @{ Name = $name } }
}

BeforeAll {
    . "$PSScriptRoot/common.ps1"
}

Describe 'The module' {
    It 'has a valid manifest' {
        { Test-ModuleManifest "$repository/AvsFailback.psd1" } | Should -Not -Throw
    }

    It 'exports what its manifest lists, and no more' {
        $listed = (Import-PowerShellDataFile "$repository/AvsFailback.psd1").CmdletsToExport | Sort-Object
        (Get-Command -Module AvsFailback).Name | Sort-Object | Should -Be $listed
    }

    It 'can be removed and imported again' {
        Remove-Module AvsFailback
        Get-Command -Module AvsFailback | Should -BeNullOrEmpty
        Import-Module "$repository/AvsFailback.psd1"
        Get-Command -Module AvsFailback | Should -Not -BeNullOrEmpty
    }

    It 'lets scripts name its types' {
        [AvsFailback.ReplicatedItem].Assembly.GetName().Name | Should -Be 'AvsFailback.Core'
    }
}

Describe 'The cmdlet <Name>' -ForEach $cmdlets {
    It 'has a source file named after it' {
        "$repository/src/AvsFailback/Commands/$($Name.Replace('-', ''))Command.cs" | Should -Exist
    }

    It 'has a test file named after it' {
        "$PSScriptRoot/$Name.Tests.ps1" | Should -Exist
    }

    It 'is in the table of the README' {
        "$repository/README.md" | Should -FileContentMatch "^\|.*``$Name``"
    }

    It 'uses an approved verb' {
        $Name.Split('-')[0] | Should -BeIn (Get-Verb).Verb
    }

    It 'supports -WhatIf if it changes the vault' {
        if ($Name -match '^(Complete|Enable|Restart|Resume|Start|Stop|Undo)-' -and $Name -notmatch 'Emulator') {
            (Get-Command $Name).Parameters.Keys | Should -Contain 'WhatIf'
        }
    }
}
