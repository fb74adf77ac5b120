using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Engine;

using AvsFailback.Vault;

namespace AvsFailback.Pipeline;

/// <summary>Finds a job by its name or id.</summary>
internal static class JobIds
{
    /// <summary>Reads the job whole.</summary>
    /// <exception cref="FailbackException">There is no such job in this vault.</exception>
    public static async Task<FailbackJob> ReadAsync(AvsVault vault, string nameOrId, CancellationToken cancellationToken)
    {
        if (!ArmId.TryParse(nameOrId, out ArmId? id))
        {
            id = nameOrId.IndexOf('/') < 0 && ArmId.TryParse($"{vault.Id}/replicationJobs/{nameOrId}", out ArmId? built)
                ? built
                : throw new FailbackException("NotAJobId", FailbackErrorCategory.InvalidInput, $"'{nameOrId}' is neither a job's name nor its id.", "Get-AvsJob shows the jobs with their names.", nameOrId);
        }

        if (id.After("replicationJobs") is null)
        {
            throw new FailbackException("NotAJobId", FailbackErrorCategory.InvalidInput, $"'{nameOrId}' isn't the id of a Site Recovery job.", "One contains '/replicationJobs/'. Get-AvsJob shows them.", nameOrId);
        }

        return await ConfirmedReads.JobAsync(vault.Connection.Service, vault.Connection.Clock, id, null, cancellationToken)
            ?? throw new FailbackException("JobNotFound", FailbackErrorCategory.NotFound, $"The vault {vault} has no job '{nameOrId}'.", "Site Recovery lists the jobs of the last seven days: Get-AvsJob. Those of one VM: Get-AvsReplicatedItem <name> | Get-AvsJob.", nameOrId);
    }
}
