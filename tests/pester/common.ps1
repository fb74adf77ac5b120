# Dot-sourced by each test file: imports the module that the build laid out, and what the tests share.
$ErrorActionPreference = 'Stop'
$repository = (Resolve-Path "$PSScriptRoot/../..").Path
if (-not (Test-Path "$repository/bin/AvsFailback.dll")) {
    throw 'The module is not built. Run ./build.ps1 first.'
}

Import-Module "$repository/AvsFailback.psd1"
$ProgressPreference = 'SilentlyContinue'
if (Get-Variable PSStyle -ErrorAction Ignore) {
    $PSStyle.OutputRendering = 'PlainText'
}

# What a first reprotect needs besides the VMs: of these the built-in vault has several.
$toAvs = @{
    classic    = @{ ProcessServer = 'CONTOSO-PS-AZ'; RetentionVolume = 'R' }
    modernized = @{ Datastore = 'vsanDatastore' }
}

# Leaves the session connected to the built-in vault alone, as a disaster leaves it, on a clock that makes no one wait.
function Connect-FreshVault {
    Disconnect-All
    Connect-AvsVault -Emulator -Clock Virtual
}

function Disconnect-All {
    Get-AvsVault | Disconnect-AvsVault
}

# Brings VMs of one architecture to a phase. The journey starts where the built-in vault has them: RunningInAzure.
function Set-Phase {
    param([string]$Phase, [string[]]$Name)

    $quietly = @{ WarningAction = 'SilentlyContinue'; Confirm = $false; Wait = $true }
    $isClassic = (Get-AvsReplicatedItem $Name[0]).Architecture -eq 'Classic'
    $placement = $toAvs[$(if ($isClassic) { 'classic' } else { 'modernized' })]
    $steps = 'ReadyToFailBack', 'FailedBack', 'Committed', 'Protected'
    foreach ($step in $steps[0..$steps.IndexOf($Phase)]) {
        switch ($step) {
            'ReadyToFailBack' { Enable-AvsReprotection $Name @placement @quietly | Out-Null }
            'FailedBack' { Start-AvsFailback $Name @quietly | Out-Null }
            'Committed' { Complete-AvsFailback $Name @quietly | Out-Null }
            'Protected' {
                $server = if ($isClassic) { 'CONTOSO-CS01' } else { 'contoso-appl01' }
                Enable-AvsReprotection $Name -ProcessServer $server @quietly | Out-Null
            }
        }
    }
}

function Get-Phase {
    param([string[]]$Name)
    (Get-AvsReplicatedItem $Name).Phase
}

# The error that a command ends with, as $_ in a catch block; none is a failure of the test.
function Get-ErrorOf {
    param([scriptblock]$Command)

    try {
        & $Command | Out-Null
    }
    catch {
        return $_
    }

    throw "There was no error: $Command"
}

# What the screen shows of objects, 120 columns wide.
function Show {
    $input | Out-String -Width 120
}

# The lines of a table below its header.
function Get-Row {
    @(($input | Out-String -Width 120) -split '\r?\n' | Where-Object { $_ -and $_ -notmatch '^\s*(Vault: |Name |Item |Rule |-)' })
}

# What Tab offers at the end of a line.
function Complete {
    param([string]$Line)
    @((TabExpansion2 $Line $Line.Length).CompletionMatches | ForEach-Object { $_.CompletionText })
}

# Runs a script in a runspace of its own, whose host can't prompt; its error, if it ends with one.
function Invoke-WithoutPrompt {
    param([string]$Script)

    $shell = [powershell]::Create()
    try {
        [void]$shell.AddScript("Import-Module '$repository/AvsFailback.psd1'; Connect-AvsVault -Emulator -Clock Virtual | Out-Null; $Script")
        try { [void]$shell.Invoke() } catch { $_.Exception.GetBaseException().ErrorRecord }
        $shell.Streams.Error
    }
    finally {
        $shell.Dispose()
    }
}

# An emulator on a loopback port, connected; its control path lies under emulator/.
function Connect-FreshEndpoint {
    Disconnect-All
    $emulator = Start-AvsEmulator -Clock Virtual
    Connect-AvsVault -Emulator -Endpoint $emulator.Address | Out-Null
    $emulator
}

function Add-Fault {
    param($Emulator, [hashtable]$Fault)
    Invoke-RestMethod "$($Emulator.Address)emulator/faults" -Method Post -ContentType 'application/json' -Body ($Fault | ConvertTo-Json) | Out-Null
}

# How often something has happened in an emulator, such as a failover.
function Measure-Effect {
    param($Emulator, [string]$Effect)
    @((Invoke-RestMethod "$($Emulator.Address)emulator/effects").value | Where-Object { $_.effect -eq $Effect }).Count
}
