# Removed and imported again, before and after use; objects of before still fit.
param([string]$Manifest)

. "$PSScriptRoot/common.ps1"

Import-Module $Manifest
Remove-Module AvsFailback
Import-Module $Manifest
Use-Ours
$before = [AvsFailback.ReplicatedItem]
Remove-Module AvsFailback
"left|$(@(Get-Command -Module AvsFailback).Count)"
Import-Module $Manifest
Use-Ours
"same|$([object]::ReferenceEquals($before, [AvsFailback.ReplicatedItem]))"
Import-Module $Manifest -Force
Use-Ours
Show-Loaded
