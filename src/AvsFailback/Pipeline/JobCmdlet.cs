using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using AvsFailback.Vault;

namespace AvsFailback.Pipeline;

/// <summary>A cmdlet that works on jobs, piped or named by id; an id finds a job again in any session.</summary>
public abstract class JobCmdlet : VaultCmdlet
{
    /// <summary>The parameter set for piped jobs.</summary>
    private protected const string ByObject = "InputObject";

    /// <summary>The parameter set for ids.</summary>
    private protected const string ById = "Id";

    private readonly List<(object Target, FailbackJob? Job, string? Id)> _inputs = [];

    /// <summary>Jobs, as <c>Get-AvsJob</c> and the cmdlets that act return them.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = ByObject)]
    [ValidateNotNull]
    public FailbackJob[] InputObject { get; set; } = [];

    /// <summary>Names or resource ids of jobs. Objects with one pipe into it, as of <c>Import-Csv</c>, <c>Select-Object</c>, <c>Import-Clixml</c> or <c>Receive-Job</c>.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = ById)]
    [Alias("JobId")]
    [JobIdTransformation]
    [ValidateNotNullOrEmpty]
    public string[] Id { get; set; } = [];

    /// <summary>Whether a piped job that ran when it was read is taken though the vault doesn't know it now: the command itself sees whether that lasts.</summary>
    private protected virtual bool TakesUnknownJobs => false;

    /// <inheritdoc/>
    protected override Task ProcessAsync()
    {
        if (ParameterSetName == ByObject)
        {
            _inputs.AddRange(InputObject.Select(job => ((object)job, (FailbackJob?)job, (string?)null)));
        }
        else
        {
            _inputs.AddRange(Id.Select(id => ((object)id, (FailbackJob?)null, (string?)id)));
        }

        return Task.CompletedTask;
    }

    /// <summary>Reads the jobs that were given, each once; what can't be found is written as an error.</summary>
    private protected async Task<IReadOnlyList<(object Target, FailbackJob Job)>> ResolveJobsAsync()
    {
        var found = new List<(object, FailbackJob)>();
        var seen = new HashSet<ArmId>();
        foreach ((object target, FailbackJob? piped, string? id) in _inputs)
        {
            StopToken.ThrowIfCancellationRequested();
            AvsVault vault = await OnPipelineAsync(() => ResolveVault(piped?.Vault));
            using RequestScope scope = RequestScope.Until(EndOf(vault));
            try
            {
                FailbackJob job = await JobIds.ReadAsync(vault, piped?.Id.ToString() ?? id!, StopToken);
                if (seen.Add(job.Id))
                {
                    found.Add((target, piped is null ? job : job.KnownAs(piped)));
                }
            }
            catch (FailbackException e) when (TakesUnknownJobs && piped is { IsRunning: true } && (e.Category is FailbackErrorCategory.NotFound || IsOver(e, vault)))
            {
                // It was there a moment ago, or has just been accepted; or the service let it wait until the command's time was over.
                if (seen.Add(piped.Id))
                {
                    found.Add((target, piped with { Vault = vault }));
                }
            }
            catch (FailbackException e) when (e.Category is FailbackErrorCategory.NotFound or FailbackErrorCategory.InvalidInput)
            {
                await WriteErrorAsync(e, target);
            }
        }

        return found;
    }

    private bool IsOver(FailbackException error, AvsVault vault) => error is ConnectionException && EndOf(vault) <= vault.Connection.Clock.UtcNow;
}
