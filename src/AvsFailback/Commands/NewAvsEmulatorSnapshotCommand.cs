using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Management.Automation;
using System.Text;
using AvsFailback.ModuleLoading;
using AvsFailback.Pipeline;

namespace AvsFailback.Commands;

/// <summary>
/// Makes a vault to test against from a few hashtables, one for each VM, as a file that the emulator can load. Its
/// infrastructure is that of the emulator's built-in vault. Each VM has gone the real way to its phase. An item has a Name and
/// as wanted: Architecture (Modernized, which is the default, or Classic); Phase (FailedOver, RunningInAzure, which is the
/// default, ReplicatingToAvs, ReadyToFailBack, FailingBack, FailedBack, Committed, ReplicatingToAzure or Protected); OsType
/// (Windows or Linux); Health (Normal or Critical); RecoveryPoints (Normal or None); ReplicationGroup (a name);
/// AgentRegistrationDelay (seconds or a TimeSpan after the VM's boot, or Never). A file of that name is replaced unless
/// <c>-NoClobber</c> is given. It returns the file.
/// </summary>
/// <example>
/// <code>
/// New-AvsEmulatorSnapshot ./test.json -Item @{ Name = 'sql01'; Phase = 'ReadyToFailBack' }, @{ Name = 'web01'; Architecture = 'Classic' }
/// Connect-AvsVault -Emulator -Snapshot ./test.json -Clock Virtual
/// Start-AvsFailback sql01 -Wait
/// </code>
/// Begins a test with a VM that can be failed back at once.
/// </example>
/// <example>
/// <code>New-AvsEmulatorSnapshot ./late.json -VaultName test -Item @{ Name = 'app01'; Phase = 'Committed'; AgentRegistrationDelay = 1800 }</code>
/// Makes a vault named test, whose VM came home a moment ago; its mobility agent takes half an hour to register.
/// </example>
[Cmdlet(VerbsCommon.New, "AvsEmulatorSnapshot", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(FileInfo))]
public sealed class NewAvsEmulatorSnapshotCommand : PSCmdlet
{
    private readonly List<IDictionary> _items = [];

    /// <summary>The file to write.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = string.Empty;

    /// <summary>The VMs: a hashtable for each, with a Name and what else is wanted of it.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public IDictionary[] Item { get; set; } = [];

    /// <summary>The vault's name; contoso-dr-vault by default.</summary>
    [Parameter]
    [ValidatePattern("^[A-Za-z][A-Za-z0-9-]{1,49}$")]
    public string? VaultName { get; set; }

    /// <summary>Leaves a file alone that exists already, and says so.</summary>
    [Parameter]
    public SwitchParameter NoClobber { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (IDictionary item in Item)
        {
            var plain = new Hashtable(StringComparer.OrdinalIgnoreCase);
            foreach (DictionaryEntry entry in item)
            {
                plain[entry.Key] = entry.Value is PSObject wrapped ? wrapped.BaseObject : entry.Value;
            }

            _items.Add(plain);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        try
        {
            string file = FilePaths.ToWrite(this, Path);
            if (NoClobber && File.Exists(file))
            {
                throw new FailbackException("FileExists", FailbackErrorCategory.InvalidInput, $"The file '{file}' exists.", "Choose another name, or leave -NoClobber out.", Path);
            }

            string snapshot = EmulatorFactory.BuildSnapshot(VaultName, _items);
            if (ShouldProcess(file, "Write a snapshot of an emulated vault"))
            {
                File.WriteAllText(file, snapshot, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
                WriteObject(new FileInfo(file));
            }
        }
        catch (FailbackException e)
        {
            ThrowTerminatingError(ErrorRecords.From(e, Path));
        }
        catch (ArgumentException e)
        {
            // .NET Framework adds the parameter's name in a line of its own.
            string message = e.ParamName is null ? e.Message : e.Message.Replace($" (Parameter '{e.ParamName}')", string.Empty).Split('\r', '\n')[0];
            ThrowTerminatingError(ErrorRecords.From(new FailbackException("InvalidItem", FailbackErrorCategory.InvalidInput, message, "Correct the hashtable and try again.", Item, e), null));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            ThrowTerminatingError(ErrorRecords.From(new FailbackException("FileNotWritten", FailbackErrorCategory.InvalidInput, $"The file '{Path}' can't be written: {e.Message}", "Choose another place.", Path, e), null));
        }
    }
}
