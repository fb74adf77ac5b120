using System;
using System.IO;
using System.Management.Automation;
using System.Text;
using System.Threading.Tasks;
using AvsFailback.Pipeline;

namespace AvsFailback.Commands;

/// <summary>
/// Writes what the vault holds, and what readiness looks at around it (Azure VMs, locks, your permissions), to a file that
/// the emulator can load. It only reads the vault; a file of that name is replaced unless <c>-NoClobber</c> is given. The
/// file holds names, addresses and ids of the vault, but no secrets. It returns the file.
/// </summary>
/// <example>
/// <code>
/// Export-AvsVaultSnapshot ./dr-vault.json
/// Connect-AvsVault -Emulator -Snapshot ./dr-vault.json
/// </code>
/// Takes a snapshot of the connected vault and connects to an emulated copy of it, to rehearse on.
/// </example>
/// <example>
/// <code>Export-AvsVaultSnapshot ./before.json -Vault dr-vault -NoClobber</code>
/// Takes a snapshot of one of several connected vaults, and leaves a file of that name alone.
/// </example>
[Cmdlet(VerbsData.Export, "AvsVaultSnapshot", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(FileInfo))]
public sealed class ExportAvsVaultSnapshotCommand : VaultCmdlet
{
    /// <summary>The file to write.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = string.Empty;

    /// <summary>Leaves a file alone that exists already, and says so.</summary>
    [Parameter]
    public SwitchParameter NoClobber { get; set; }

    /// <inheritdoc/>
    protected override async Task EndAsync()
    {
        AvsVault vault = await OnPipelineAsync(() => ResolveVault());
        string file = await OnPipelineAsync(() => FilePaths.ToWrite(this, Path));
        if (NoClobber && File.Exists(file))
        {
            throw new FailbackException("FileExists", FailbackErrorCategory.InvalidInput, $"The file '{file}' exists.", "Choose another name, or leave -NoClobber out.", Path);
        }

        if (await OnPipelineAsync(() => ShouldProcess(file, $"Write a snapshot of vault {vault}")))
        {
            await WriteFileAsync(vault, file);
            await WriteAsync(new FileInfo(file));
        }
    }

    /// <summary>Writes beside the file first, so that an end in the middle leaves no half snapshot and keeps the one before.</summary>
    private async Task WriteFileAsync(AvsVault vault, string file)
    {
        string part = file + ".part";
        try
        {
            using (var writer = new StreamWriter(part, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)))
            {
                await (vault.Connection.Emulator is { } emulator
                    ? emulator.ExportSnapshotAsync(writer, StopToken)
                    : vault.Connection.Service.ExportSnapshotAsync(writer, StopToken));
            }

            File.Copy(part, file, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FailbackException("FileNotWritten", FailbackErrorCategory.InvalidInput, $"The file '{file}' can't be written: {e.Message}", "Choose another place.", Path, e);
        }
        finally
        {
            File.Delete(part);
        }
    }
}
