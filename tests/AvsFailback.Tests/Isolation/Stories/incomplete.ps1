# A copy of the module loses a file, then the whole folder, and gets them back: the error names the cure, and a repaired
# module works at once. Another module's version of the lost file must not take its place.
param([string]$Manifest, [string]$Foreign)

. "$PSScriptRoot/common.ps1"

function Show-Failure([string]$Key) {
    try {
        Use-Ours
    } catch {
        $cause = $_.Exception
        while ($cause.InnerException -and $cause -isnot [AvsFailback.FailbackException]) {
            $cause = $cause.InnerException
        }

        "$Key|$($cause.ErrorId)|$($cause.Message)|$($cause.NextStep)"
    }
}

$dependencies = [IO.Path]::Combine([IO.Path]::GetDirectoryName($Manifest), 'bin', 'dependencies')
$lost = [IO.Path]::Combine($dependencies, 'Azure.Core.dll')
$null = [Reflection.Assembly]::LoadFrom([IO.Path]::Combine($Foreign, 'Azure.Core.dll'))
Import-Module $Manifest

[IO.File]::Move($lost, "$lost.away")
Show-Failure 'lost'

[IO.File]::WriteAllText($lost, 'not an assembly')
Show-Failure 'damaged'

[IO.Directory]::Move($dependencies, "$dependencies.away")
Show-Failure 'none'

[IO.Directory]::Move("$dependencies.away", $dependencies)
[IO.File]::Delete($lost)
[IO.File]::Move("$lost.away", $lost)
Use-Ours
