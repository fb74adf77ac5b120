<#
.SYNOPSIS
Builds, tests or packs AvsFailback, or writes its help.
.PARAMETER Task
Build: builds the solution and lays the module out, so that AvsFailback.psd1 can be imported from here.
Test: runs all tests, the Pester suite among them.
Help: builds the solution and writes en-US/AvsFailback.dll-Help.xml from the cmdlets and their doc comments.
Pack: builds a release and lays it out as <Destination>/<version>, ready for a folder in $env:PSModulePath.
.PARAMETER Configuration
Debug or Release; a pack is always a Release.
.PARAMETER Destination
Where a pack goes; by default out/AvsFailback.
.PARAMETER NoBuild
Packs what is built already.
.EXAMPLE
./build.ps1 -Task Test
#>
[CmdletBinding()]
param(
    [ValidateSet('Build', 'Test', 'Help', 'Pack')]
    [string]$Task = 'Build',

    [ValidateSet('Debug', 'Release')]
    [string]$Configuration = 'Debug',

    [string]$Destination = "$PSScriptRoot/out/AvsFailback",

    [switch]$NoBuild
)

# Packing uses the framework and PowerShell's core commands only, so that it can be tested where just the engine is
# (samples/QuickStart).
$ErrorActionPreference = 'Stop'

function Invoke-DotNet {
    # In Windows PowerShell, what a program writes to its error stream would end the script under 'Stop'.
    $ErrorActionPreference = 'Continue'
    & dotnet @args | Out-Host
    if ($LASTEXITCODE -ne 0) {
        throw "dotnet $($args[0]) failed with exit code $LASTEXITCODE."
    }
}

function Copy-Tree([string]$From, [string]$To) {
    $null = [IO.Directory]::CreateDirectory($To)
    foreach ($file in [IO.Directory]::GetFiles($From)) {
        [IO.File]::Copy($file, [IO.Path]::Combine($To, [IO.Path]::GetFileName($file)))
    }

    foreach ($folder in [IO.Directory]::GetDirectories($From)) {
        Copy-Tree $folder ([IO.Path]::Combine($To, [IO.Path]::GetFileName($folder)))
    }
}

function Get-ModuleVersion {
    $parsed = [Management.Automation.Language.Parser]::ParseFile("$PSScriptRoot/AvsFailback.psd1", [ref]$null, [ref]$null)
    $parsed.Find({ $args[0] -is [Management.Automation.Language.HashtableAst] }, $false).SafeGetValue().ModuleVersion
}

function New-Pack {
    if (-not [IO.File]::Exists("$PSScriptRoot/bin/AvsFailback.dll")) {
        throw 'Nothing is built yet: run without -NoBuild.'
    }

    $pack = [IO.Path]::Combine($Destination, (Get-ModuleVersion))
    if ([IO.Directory]::Exists($pack)) {
        [IO.Directory]::Delete($pack, $true)
    }

    $null = [IO.Directory]::CreateDirectory($pack)
    foreach ($name in 'AvsFailback.psd1', 'AvsFailback.format.ps1xml', 'AvsFailback.types.ps1xml', 'README.md', 'LICENSE', 'CHANGELOG.md') {
        if ([IO.File]::Exists("$PSScriptRoot/$name")) {
            [IO.File]::Copy("$PSScriptRoot/$name", "$pack/$name")
        }
    }

    foreach ($name in 'bin', 'en-US') {
        if ([IO.Directory]::Exists("$PSScriptRoot/$name")) {
            Copy-Tree "$PSScriptRoot/$name" "$pack/$name"
        }
    }

    $null = Test-ModuleManifest "$pack/AvsFailback.psd1"
    "Packed: $pack"
}

try {
    switch ($Task) {
        'Build' {
            Invoke-DotNet build "$PSScriptRoot/AvsFailback.sln" --configuration $Configuration
        }
        'Test' {
            Invoke-DotNet test "$PSScriptRoot/AvsFailback.sln" --configuration $Configuration
        }
        'Help' {
            Invoke-DotNet build "$PSScriptRoot/AvsFailback.sln" --configuration $Configuration
            Invoke-DotNet run --project "$PSScriptRoot/tools/HelpWriter" --configuration $Configuration --no-build
        }
        'Pack' {
            if (-not $NoBuild) {
                Invoke-DotNet build "$PSScriptRoot/AvsFailback.sln" --configuration Release
            }

            New-Pack
        }
    }
} catch {
    $Host.UI.WriteErrorLine("$_")
    exit 1
}
