# Several runspaces import and use the module for the first time, all at once; then each removes it, and the others go on.
param([string]$Manifest)

. "$PSScriptRoot/common.ps1"

$count = 6
$start = [Threading.Barrier]::new($count)
$script = {
    param($Manifest, $Common, $Start)
    $ErrorActionPreference = 'Stop'
    . $Common
    Import-Module $Manifest
    $Start.SignalAndWait()
    Use-Ours
    $Start.SignalAndWait()
    Remove-Module AvsFailback
    Import-Module $Manifest
    Use-Ours
}
$running = foreach ($number in 1..$count) {
    $shell = [PowerShell]::Create([Management.Automation.Runspaces.InitialSessionState]::CreateDefault2())
    $null = $shell.AddScript($script).AddArgument($Manifest).AddArgument("$PSScriptRoot/common.ps1").AddArgument($start)
    [pscustomobject]@{ Shell = $shell; Result = $shell.BeginInvoke() }
}

foreach ($one in $running) {
    $one.Shell.EndInvoke($one.Result)
}

Show-Loaded
