using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using AvsFailback.ModuleLoading;
using AvsFailback.Pipeline;

namespace AvsFailback.Commands;

/// <summary>
/// Writes failback runs as reports: JSON for programs, with all that is known, or CSV for spreadsheets, a row for each step
/// of each VM. One run goes to a file, several go to a folder, a file each. A file of that name is replaced, once the new
/// one is whole, unless <c>-NoClobber</c> is given. Reports hold names and ids of VMs, but no secrets. It returns the files.
/// </summary>
/// <example>
/// <code>Get-AvsFailbackRun -Latest | Export-AvsFailbackReport ./report.csv</code>
/// Writes the newest run for a spreadsheet.
/// </example>
/// <example>
/// <code>Get-AvsFailbackRun -VaultName dr-vault | Export-AvsFailbackReport ./reports -Format Json -NoClobber</code>
/// Writes all runs of a vault to a folder that exists, a file each, and leaves those alone that are there.
/// </example>
[Cmdlet(VerbsData.Export, "AvsFailbackReport", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(FileInfo))]
public sealed class ExportAvsFailbackReportCommand : AsyncCmdlet
{
    private readonly List<FailbackRun> _runs = [];

    /// <summary>The file to write; for several runs a folder, in which each gets a file named after its vault and id.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = string.Empty;

    /// <summary>The runs.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true)]
    [ValidateNotNull]
    public FailbackRun[] Run { get; set; } = [];

    /// <summary>The form. By default what the file's extension says, <c>.json</c> or <c>.csv</c>, and JSON in a folder; any other name needs it.</summary>
    [Parameter]
    public RunReportFormat? Format { get; set; }

    /// <summary>Leaves a file alone that exists already, and says so.</summary>
    [Parameter]
    public SwitchParameter NoClobber { get; set; }

    /// <inheritdoc/>
    protected override async Task BeginAsync()
    {
        // Before the first input: the run that is piped here may take hours.
        string full = await OnPipelineAsync(() => FilePaths.Full(this, Path));
        if (!Directory.Exists(full))
        {
            _ = FormatOf(full);
        }
    }

    /// <inheritdoc/>
    protected override Task ProcessAsync()
    {
        _runs.AddRange(Run);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override async Task EndAsync()
    {
        if (_runs.Count == 0)
        {
            return;
        }

        string full = await OnPipelineAsync(() => FilePaths.Full(this, Path));
        bool isFolder = Directory.Exists(full);
        if (_runs.Count > 1 && !isFolder)
        {
            throw new FailbackException("FolderNotFound", FailbackErrorCategory.NotFound, $"There are {_runs.Count} runs, and no folder '{full}' to write them to.", "Create the folder first, or name one that exists; Get-AvsFailbackRun -Latest gives a single run.", Path);
        }

        RunReportFormat format = isFolder ? Format ?? RunReportFormat.Json : FormatOf(full);
        IRunReports reports = ReportsFactory.CreateReports();
        foreach (FailbackRun run in _runs)
        {
            try
            {
                string file = isFolder ? System.IO.Path.Combine(full, NameOf(run, format)) : await OnPipelineAsync(() => FilePaths.ToWrite(this, Path));
                await WriteReportAsync(reports, run, file, format);
            }
            catch (FailbackException e) when (_runs.Count > 1)
            {
                await WriteErrorAsync(e, run);
            }
        }
    }

    private async Task WriteReportAsync(IRunReports reports, FailbackRun run, string file, RunReportFormat format)
    {
        if (NoClobber && File.Exists(file))
        {
            throw new FailbackException("FileExists", FailbackErrorCategory.InvalidInput, $"The file '{file}' exists.", "Choose another name, or leave -NoClobber out.", Path);
        }

        if (await OnPipelineAsync(() => ShouldProcess(file, $"Write a report of run {run}")))
        {
            await reports.ExportAsync(run, file, format, StopToken);
            await WriteAsync(new FileInfo(file));
        }
    }

    private static string NameOf(FailbackRun run, RunReportFormat format)
    {
        string name = $"{run.VaultId?.Name ?? run.VaultName}-{run.Id}";
        char[] impossible = System.IO.Path.GetInvalidFileNameChars();
        return string.Concat(name.Select(c => impossible.Contains(c) ? '_' : c)) + (format == RunReportFormat.Csv ? ".csv" : ".json");
    }

    private RunReportFormat FormatOf(string file) => Format ?? System.IO.Path.GetExtension(file).ToUpperInvariant() switch
    {
        ".JSON" => RunReportFormat.Json,
        ".CSV" => RunReportFormat.Csv,
        _ => throw new FailbackException(
            "UnknownReportFormat",
            FailbackErrorCategory.InvalidInput,
            $"'{Path}' doesn't say in which form to write the report, and there is no folder of that name.",
            "Reports are JSON or CSV: end the name in .json or .csv, or say -Format Json or -Format Csv. For a file each in a folder, create the folder first. Nothing was written.",
            Path),
    };
}
