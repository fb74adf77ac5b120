using System;
using System.Management.Automation;
using AvsFailback.Completion;
using AvsFailback.Engine;
using AvsFailback.Pipeline;

namespace AvsFailback.Commands;

/// <summary>
/// Brings VMs or recovery plans the whole way home: reprotect, failback, validation, commit, reprotect, from whatever phase each
/// VM is in. Readiness comes first: VMs that aren't ready are reported and left alone, the others continue side by side. It asks
/// before it begins, for those that go, and again before commits, which delete the Azure VMs. A recovery plan is failed back and
/// committed by its own request, group after group; a plan with an unready VM is left alone whole. Stopped or killed anywhere,
/// it resumes where each VM is when the command is rerun. It returns one run that shows what happened to each VM; with -WhatIf, what would.
/// </summary>
/// <example>
/// <code>
/// Connect-AvsVault -Emulator -Clock Virtual
/// Invoke-AvsFailback app01, lin02 -WhatIf | Format-List
/// </code>
/// Shows what would be done for two VMs of the emulated vault, in which order and how long it may take. Nothing is asked for.
/// </example>
/// <example>
/// <code>Invoke-AvsFailback app01, lin02 -Validate { $_.AvsVm.PowerStatus -eq 'ON' } -CommitPolicy AfterValidation -Confirm:$false</code>
/// In a script: brings two VMs home without asking. Each is committed once it is on in AVS.
/// </example>
/// <example>
/// <code>Invoke-AvsFailback -RecoveryPlan SQL-cluster -Placement @{ Name = '*'; ProcessServer = 'CONTOSO-PS-AZ'; RetentionVolume = 'R'; Datastore = 'vsanDatastore' } -Until FailedBack</code>
/// Reprotects the VMs of a plan with the inputs named, then fails them back by the plan's own request, and leaves the commit to others.
/// </example>
/// <example>
/// <code>
/// $subnet = '10.60.*'
/// $test = { $_.AvsVm.PowerStatus -eq 'ON' -and $_.AvsVm.IpAddresses -like $using:subnet }
/// $job = Get-AvsReplicatedItem api01, lin02 | Invoke-AvsFailback -Wave lin*, api* -Validate $test -CommitPolicy AfterValidation -Deadline 6:00:00 -AsJob -Confirm:$false
/// </code>
/// In the background: lin02 first, then api01; commits those that are on in the right subnet; stops waiting after six hours.
/// </example>
[Cmdlet(VerbsLifecycle.Invoke, "AvsFailback", DefaultParameterSetName = ByName, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(FailbackRun), typeof(Runs.FailbackRunJob))]
public sealed partial class InvokeAvsFailbackCommand : ItemCmdlet
{
    /// <summary>Where the VMs are wanted: FailedBack (in AVS, not committed), Committed, or Protected (default; the whole way).</summary>
    [Parameter]
    [ValidateSet(nameof(FailbackGoal.FailedBack), nameof(FailbackGoal.Committed), nameof(FailbackGoal.Protected))]
    public FailbackGoal Until { get; set; } = FailbackGoal.Protected;

    /// <summary>
    /// The order: for each wave a name or a list of names, or one hashtable of number and names; wildcards are fine, and VMs that no
    /// wave names come last. A wave is failed back when the one before runs in AVS. A recovery plan is ordered by its groups.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public object[] Wave { get; set; } = [];

    /// <summary>
    /// Reprotect inputs where the defaults don't do: the path of a CSV file, hashtables or objects, or a hashtable of name and
    /// hashtable. Columns: Name or Id, Wave, ProcessServer, MasterTarget, Appliance, Datastore, RetentionVolume, RunAsAccount, Policy,
    /// LogStorageAccount, AzureVM; and ProcessServerToAzure, PolicyToAzure for the reprotect after the commit, where it needs others.
    /// A Name with wildcards is for all VMs without a row of their own; rows for other VMs of the vault are passed over.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public object[] Placement { get; set; } = [];

    /// <summary>Latest (default; crash-consistent, recommended) or LatestAppConsistent (may lie behind).</summary>
    [Parameter]
    [ValidateSet(RecoveryPointChoices.Latest, RecoveryPointChoices.LatestAppConsistent)]
    public string RecoveryPoint { get; set; } = RecoveryPointChoices.Latest;

    /// <summary>After a VM failed: later waves aren't begun (StopWave, default), nothing new is begun (StopAll), or all continue (Continue).</summary>
    [Parameter]
    public WaveFailurePolicy OnFailure { get; set; }

    /// <summary>How many VMs may be under way at once; by default as many as there are.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int ThrottleLimit { get; set; }

    /// <summary>
    /// A script for each VM between its failback and its commit, with the VM as $_. It passes only if its last output is $true itself
    /// and none is $false, with no error (also none written to the error stream) and no failing exit code. Each VM's script runs in a
    /// session of its own, with this module and the vault; of the caller's variables it has those that it names with $using:.
    /// The VMs' scripts run side by side; environment variables are the process's, so that they share those.
    /// </summary>
    [Parameter]
    [ValidateNotNull]
    public ScriptBlock? Validate { get; set; }

    /// <summary>How many validations run at once; 5 by default.</summary>
    [Parameter]
    [ValidateRange(1, 1000)]
    public int ValidateThrottle { get; set; } = 5;

    /// <summary>How long a validation may take; a number counts seconds. 10 minutes by default.</summary>
    [Parameter]
    [TimeSpanTransformation]
    public TimeSpan ValidateTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>What becomes of a VM whose validation didn't pass: it stays uncommitted (Keep, default), or its failback is cancelled (Cancel; modernized).</summary>
    [Parameter]
    public ValidationFailurePolicy OnValidationFailure { get; set; }

    /// <summary>Who lets commits through: you are asked (Ask, default), those that pass -Validate (AfterValidation), or nobody (Never).</summary>
    [Parameter]
    public CommitPolicy CommitPolicy { get; set; }

    /// <summary>How often you are asked before commits: once when all VMs have got there (Run, default), for each Wave, or for each Vm.</summary>
    [Parameter]
    public ConfirmEach ConfirmEach { get; set; }

    /// <summary>How long a failback may stay uncommitted before it is cancelled (modernized); a number counts seconds. By default for ever.</summary>
    [Parameter]
    [TimeSpanTransformation]
    public TimeSpan? CommitTimeout { get; set; }

    /// <summary>Commits failovers to Azure that aren't committed yet, so that the VMs can be reprotected.</summary>
    [Parameter]
    public SwitchParameter CommitFailover { get; set; }

    /// <summary>How long to wait for the mobility agent after a failback; a number counts seconds. 25 minutes by default.</summary>
    [Parameter]
    [TimeSpanTransformation]
    public TimeSpan AgentTimeout { get; set; } = EngineOptions.DefaultAgentTimeout;

    /// <summary>When to stop waiting: an instant, or a span from now. What runs in Azure continues, and the command, rerun, continues with it.</summary>
    [Parameter]
    [DeadlineTransformation]
    public object? Deadline { get; set; }

    /// <summary>Ids of readiness rules to override, such as <c>V03</c>. Those that protect data can't be named.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RuleIdCompleter))]
    public string[] IgnoreRule { get; set; } = [];

    /// <summary>Resource ids of the VPN or ExpressRoute connections towards AVS (Microsoft.Network/connections); their state is evidence for rule I15.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] NetworkConnection { get; set; } = [];

    /// <summary>The resource id of the AVS private cloud (Microsoft.AVS/privateClouds); its state is evidence for rule I15.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? PrivateCloud { get; set; }

    /// <summary>
    /// A script for each event of the run, with the event as $_, such as to send a message. It runs in your session; with -AsJob in
    /// one of its own. What it gives out is dropped, and an error in it is a warning, once. The end of a recovery plan's job is an
    /// event of each of its VMs and of the plan.
    /// </summary>
    [Parameter]
    [ValidateNotNull]
    public ScriptBlock? OnEvent { get; set; }

    /// <summary>The journal's file, which is made or added to; by default one in your local application data.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? JournalPath { get; set; }

    /// <summary>Keeps no journal.</summary>
    [Parameter]
    public SwitchParameter NoJournal { get; set; }

    /// <summary>Runs in the background of this session and returns the job at once; Receive-Job gives the run.</summary>
    [Parameter]
    public SwitchParameter AsJob { get; set; }
}
