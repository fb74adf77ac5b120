# Runs the Pester suite against the built module; exit code 1 when a test fails or none runs.
# Culture, if given, is the session's: dates, numbers and case must not hang on it.
# CountsFile, if given, receives "passed failed skipped"; it is not written when Pester 5 is missing.
[CmdletBinding()]
param([string]$CountsFile, [string]$Culture)

$ErrorActionPreference = 'Stop'
if ($Culture) {
    [cultureinfo]::CurrentCulture = $Culture
    [cultureinfo]::DefaultThreadCurrentCulture = $Culture
}

$pester = Get-Module -Name Pester -ListAvailable | Where-Object { $_.Version.Major -ge 5 }
if (-not $pester) {
    'The Pester suite was not run: Pester 5 or later is not installed.'
    exit 0
}

Import-Module Pester -MinimumVersion 5.0
$configuration = New-PesterConfiguration
$configuration.Run.Path = $PSScriptRoot
$configuration.Run.PassThru = $true
$configuration.Output.Verbosity = 'Normal'
$run = Invoke-Pester -Configuration $configuration

# A file or a block that can't even be set up counts as a failed test.
$failed = $run.FailedCount + $run.FailedBlocksCount + $run.FailedContainersCount
if ($CountsFile) {
    "$($run.PassedCount) $failed $($run.SkippedCount)" | Set-Content $CountsFile
}

if ($failed -gt 0 -or $run.PassedCount -eq 0) {
    exit 1
}
