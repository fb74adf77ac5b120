using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Pipeline;
using AvsFailback.Readiness;
using AvsFailback.Runs;
using AvsFailback.Vault;

namespace AvsFailback.Completion;

/// <summary>Completes a parameter from a list of words; a completer that fails offers nothing.</summary>
public abstract class WordCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        string typed = wordToComplete.Trim('\'', '"');
        try
        {
            return [.. Words(fakeBoundParameters).Where(w => Begins(w.Word, typed)).OrderBy(w => w.Word, StringComparer.OrdinalIgnoreCase).Select(w => new CompletionResult(Quote(TakesPatterns ? Names.Escape(w.Word) : w.Word), w.Word, CompletionResultType.ParameterValue, w.Tip))];
        }
        catch (FailbackException)
        {
            return [];
        }
    }

    /// <summary>Whether the parameter takes wildcards, so that those in a word have to be escaped.</summary>
    private protected virtual bool TakesPatterns => false;

    /// <summary>The words to offer, each with a tip.</summary>
    private protected abstract IEnumerable<(string Word, string Tip)> Words(IDictionary bound);

    /// <summary>The vault that the parameters given so far lead to.</summary>
    private protected static AvsVault VaultOf(IDictionary bound) => bound["Vault"] switch
    {
        AvsVault vault => vault,
        string name => VaultRegistry.Current.Find(name),
        _ => VaultRegistry.Current.Default(isActing: false),
    };

    /// <summary>Reads something for a completion; on the pipeline thread, which waits.</summary>
    private protected static T Read<T>(Func<CancellationToken, Task<T>> read)
    {
        T result = default!;
        using var queue = new PipelineQueue();
        queue.Run(async () => result = await read(CancellationToken.None), () => { });
        return result;
    }

    private static bool Begins(string word, string typed) =>
        word.StartsWith(typed, StringComparison.OrdinalIgnoreCase) || Names.Escape(word).StartsWith(typed, StringComparison.OrdinalIgnoreCase)
        || (Names.IsPattern(typed) && Names.Fits(Names.Pattern(typed + "*"), word));

    private static string Quote(string word) =>
        word.Any(c => !char.IsLetterOrDigit(c) && c is not '-' and not '_' and not '.') ? $"'{CodeGeneration.EscapeSingleQuotedStringContent(word)}'" : word;
}

/// <summary>Completes names of connected vaults.</summary>
public sealed class VaultCompleter : WordCompleter
{
    private protected override IEnumerable<(string Word, string Tip)> Words(IDictionary bound) =>
        VaultRegistry.Current.Connected.Select(v => (v.Name, v.ToString()));
}

/// <summary>Completes names of replicated items.</summary>
public sealed class ItemNameCompleter : WordCompleter
{
    private protected override bool TakesPatterns => true;

    private protected override IEnumerable<(string Word, string Tip)> Words(IDictionary bound)
    {
        AvsVault vault = VaultOf(bound);
        return Read(token => new ItemResolver(vault).AllAsync(token)).Select(item => (item.Name, item.ToString()));
    }
}

/// <summary>Completes names of recovery plans.</summary>
public sealed class RecoveryPlanCompleter : WordCompleter
{
    private protected override bool TakesPatterns => true;

    private protected override IEnumerable<(string Word, string Tip)> Words(IDictionary bound)
    {
        AvsVault vault = VaultOf(bound);
        return Read(token => new PlanResolver(vault).AllAsync(token)).Select(plan => (plan.Name, string.Join(", ", plan.Providers)));
    }
}

/// <summary>Completes ids of rules that may be ignored.</summary>
public sealed class RuleIdCompleter : WordCompleter
{
    private protected override IEnumerable<(string Word, string Tip)> Words(IDictionary bound) =>
        ReadinessRules.All.Where(rule => rule.MayBeIgnored).Select(rule => (rule.Id, rule.Title));
}

/// <summary>Completes names of process servers.</summary>
public sealed class ProcessServerCompleter : WordCompleter
{
    private protected override IEnumerable<(string Word, string Tip)> Words(IDictionary bound) =>
        Fabrics(bound).SelectMany(f => f.ProcessServers).Select(ps => (ps.Name, $"{ps.Architecture}, {ps.IpAddress}"));

    internal static IReadOnlyList<ReplicationFabric> Fabrics(IDictionary bound)
    {
        AvsVault vault = VaultOf(bound);
        return Read(token => new Vault.Infrastructure(vault).AllFabricsAsync(token));
    }
}

/// <summary>Completes names of master targets.</summary>
public sealed class MasterTargetCompleter : WordCompleter
{
    private protected override IEnumerable<(string Word, string Tip)> Words(IDictionary bound) =>
        ProcessServerCompleter.Fabrics(bound).SelectMany(f => f.MasterTargets).Select(mt => (mt.Name, mt.OsType));
}

/// <summary>Completes names of replication appliances.</summary>
public sealed class ApplianceCompleter : WordCompleter
{
    private protected override IEnumerable<(string Word, string Tip)> Words(IDictionary bound) =>
        ProcessServerCompleter.Fabrics(bound).SelectMany(f => f.Appliances).Select(a => (a.Name, a.Health.ToString()));
}

/// <summary>Completes names of datastores.</summary>
public sealed class DatastoreCompleter : WordCompleter
{
    private protected override IEnumerable<(string Word, string Tip)> Words(IDictionary bound)
    {
        IReadOnlyList<ReplicationFabric> fabrics = ProcessServerCompleter.Fabrics(bound);
        return fabrics.SelectMany(f => f.MasterTargets).SelectMany(mt => mt.Datastores)
            .Concat(fabrics.SelectMany(f => f.Appliances).SelectMany(a => a.Datastores))
            .GroupBy(d => d.Name, StringComparer.OrdinalIgnoreCase)
            .Select(g => (g.Key, g.First().Type.Length == 0 ? g.Key : g.First().Type));
    }
}

/// <summary>Completes retention volumes of the master targets, or of the one that is named.</summary>
public sealed class RetentionVolumeCompleter : WordCompleter
{
    private protected override IEnumerable<(string Word, string Tip)> Words(IDictionary bound) =>
        ProcessServerCompleter.Fabrics(bound).SelectMany(f => f.MasterTargets)
            .Where(mt => bound["MasterTarget"] is not string named || string.Equals(mt.Name, named, StringComparison.OrdinalIgnoreCase))
            .SelectMany(mt => mt.RetentionVolumes.Select(v => (v.Name, Target: mt.Name)))
            .GroupBy(v => v.Name, StringComparer.OrdinalIgnoreCase)
            .Select(g => (g.Key, string.Join(", ", g.Select(v => v.Target))));
}

/// <summary>Completes names of run-as accounts.</summary>
public sealed class RunAsAccountCompleter : WordCompleter
{
    private protected override IEnumerable<(string Word, string Tip)> Words(IDictionary bound)
    {
        AvsVault vault = VaultOf(bound);
        var infrastructure = new Vault.Infrastructure(vault);
        return Read(async token =>
        {
            var accounts = new List<RunAsAccount>();
            foreach (ReplicationFabric fabric in await infrastructure.AllFabricsAsync(token))
            {
                accounts.AddRange(await infrastructure.RunAsAccountsOfAsync(fabric, token));
            }

            return accounts;
        }).GroupBy(a => a.Name, StringComparer.OrdinalIgnoreCase).Select(g => (g.Key, g.First().CredentialType.Length == 0 ? g.Key : g.First().CredentialType));
    }
}

/// <summary>Completes names of replication policies.</summary>
public sealed class PolicyCompleter : WordCompleter
{
    private protected override IEnumerable<(string Word, string Tip)> Words(IDictionary bound)
    {
        AvsVault vault = VaultOf(bound);
        return Read(token => Paging.AllAsync(c => vault.Connection.Service.ListPoliciesAsync(c, token))).Select(policy => (policy.Name, policy.Provider));
    }
}
