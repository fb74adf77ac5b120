# An import alone: nothing of bin/dependencies is loaded, and the types have names.
param([string]$Manifest)

. "$PSScriptRoot/common.ps1"

Import-Module $Manifest
"literal|$([AvsFailback.ReplicatedItem].FullName)"
Show-Loaded
