# Runs the emulator for another client: writes "listening <address>" once it answers, and ends when its input does.
# Its lists have pages of three, so that a client has to follow their links. Ten minutes pass in each second.
param([string]$SnapshotFile)

$ErrorActionPreference = 'Stop'
Import-Module "$PSScriptRoot/../../../AvsFailback.psd1"

$builtIn = Start-AvsEmulator -Clock Virtual
$null = Connect-AvsVault -Emulator -Endpoint $builtIn.Address
$null = Export-AvsVaultSnapshot $SnapshotFile
Disconnect-AvsVault
Stop-AvsEmulator

$text = [IO.File]::ReadAllText($SnapshotFile)
$paged = $text -replace '("pageSize": *)\d+', '${1}3'
if ($paged -eq $text) { throw "The snapshot has no page size to change." }
[IO.File]::WriteAllText($SnapshotFile, $paged)

try {
    $emulator = Start-AvsEmulator -Clock Scaled -Scale 600 -Snapshot $SnapshotFile
    [Console]::Out.WriteLine("listening $($emulator.Address)")
    [Console]::Out.Flush()
    while ($null -ne [Console]::In.ReadLine()) { }
}
finally {
    Stop-AvsEmulator
}
