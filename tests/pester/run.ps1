# Runs the Pester suite, or the files of -Path, against the built module; exit code 1 when a test fails or none runs.
# -Pester names the module's manifest where it isn't installed. -Results, if given, is a folder that receives for each file its
# counts, "passed failed skipped", and on the lines after them its failures word for word.
[CmdletBinding()]
param([string[]]$Path = $PSScriptRoot, [string]$Pester, [string]$Results, [cultureinfo]$Culture)

$ErrorActionPreference = 'Stop'
if (-not $Pester -and -not (Get-Module -Name Pester -ListAvailable | Where-Object { $_.Version.Major -ge 5 })) {
    'Nothing was run: Pester 5 is not installed. "dotnet test" brings its own.'
    exit 1
}

if ($Culture) {
    [cultureinfo]::CurrentCulture = $Culture
    [cultureinfo]::DefaultThreadCurrentCulture = $Culture
}

if ($Pester) { Import-Module $Pester } else { Import-Module Pester -MinimumVersion 5.0 }
$configuration = New-PesterConfiguration
$configuration.Run.Path = $Path
$configuration.Run.PassThru = $true
$configuration.Output.Verbosity = 'Normal'
$run = Invoke-Pester -Configuration $configuration
if ($Results) {
    foreach ($file in $run.Containers) {
        # A file or a block that can't even be set up counts as a failed test.
        $broken = @($run.FailedBlocks | Where-Object { $_.BlockContainer.Item.FullName -eq $file.Item.FullName }) + @($file | Where-Object { $_.ErrorRecord })
        $failed = @($run.Failed | Where-Object { $_.Block.BlockContainer.Item.FullName -eq $file.Item.FullName }) + $broken
        $texts = foreach ($one in $failed) {
            "$(if ($one.ExpandedPath) { $one.ExpandedPath } else { $file.Item.Name }): $(($one.ErrorRecord | ForEach-Object { "$($_.DisplayErrorMessage)`n$($_.DisplayStackTrace)" }) -join "`n")"
        }

        @("$($file.PassedCount) $($failed.Count) $($file.SkippedCount + $file.NotRunCount + $file.InconclusiveCount)") + $texts |
            Set-Content ([IO.Path]::Combine($Results, $file.Item.Name + '.txt'))
    }
}

if ($run.FailedCount + $run.FailedBlocksCount + $run.FailedContainersCount -gt 0 -or $run.PassedCount -eq 0) {
    exit 1
}
