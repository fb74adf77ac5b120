# Packs what is built, imports it from there and uses it.
param([string]$Build, [string]$Destination)

. "$PSScriptRoot/common.ps1"

& $Build -Task Pack -NoBuild -Destination $Destination
$manifest = [IO.Directory]::GetFiles($Destination, 'AvsFailback.psd1', 'AllDirectories')[0]
$module = Import-Module $manifest -PassThru
"module|$($module.ModuleBase)"
Use-Ours
Show-Loaded
