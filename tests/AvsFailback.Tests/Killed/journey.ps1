# Six VMs come home, two plans of one architecture each and one VM by itself: in a process of its own, so that it can be killed.
# Tells what became of them in lines of "key|value|…".
param([string]$Manifest, [string]$Endpoint, [string]$Journal, [string]$Ill)

Import-Module $Manifest
$null = Connect-AvsVault -Emulator -Endpoint $Endpoint
$given = @{
    Placement    = @{ Name = '*'; ProcessServer = 'CONTOSO-PS-AZ'; RetentionVolume = 'R'; Datastore = 'vsanDatastore'; ProcessServerToAzure = 'CONTOSO-CS01' }
    Validate     = { $_.Name -ne $using:Ill }
    CommitPolicy = 'AfterValidation'
    JournalPath  = $Journal
    Confirm      = $false
}
$run = @(Get-AvsReplicatedItem sql01) + @(Get-AvsRecoveryPlan Web-tier, SQL-cluster) | Invoke-AvsFailback @given -ErrorAction SilentlyContinue
"run|$($run.Outcome)|$($run.Restarts)|$($run.Gaps)"
foreach ($item in $run.Items) {
    "item|$($item.Name)|$($item.Outcome)|$($item.Phase)|$($item.Validation)|$($item.Message)"
    foreach ($step in $item.Steps) {
        $end = if ($step.End) { $step.End } else { $step.EffectSeen }
        "step|$($item.Name)|$($step.Action)|$($step.State)|$($step.JobId.Name)|$($null -ne $step.Start -and $end -ge $step.Start)"
    }
}

# VMs that failed are told above; they are no failure of this script.
exit 0
