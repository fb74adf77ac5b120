# Dot-sourced by each test file: imports the module that the build laid out.
$ErrorActionPreference = 'Stop'
$repository = (Resolve-Path "$PSScriptRoot/../..").Path
if (-not (Test-Path "$repository/bin/AvsFailback.dll")) {
    throw 'The module is not built. Run ./build.ps1 first.'
}

Import-Module "$repository/AvsFailback.psd1"
