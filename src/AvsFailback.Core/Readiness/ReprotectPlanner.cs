using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Asr;
using AvsFailback.Vault;

namespace AvsFailback.Readiness;

/// <summary>The reprotect inputs as the user names them; what is null is defaulted where only one thing makes sense.</summary>
internal sealed record ReprotectChoices
{
    public string? ProcessServer { get; init; }

    public string? MasterTarget { get; init; }

    public string? Appliance { get; init; }

    public string? Datastore { get; init; }

    public string? RetentionVolume { get; init; }

    public string? RunAsAccount { get; init; }

    public string? Policy { get; init; }

    public string? LogStorageAccount { get; init; }

    /// <summary>
    /// Whether the choices are for VMs of several architectures or directions: then what doesn't apply to one of them is for
    /// another, and no mistake.
    /// </summary>
    public bool IsForSeveralKinds { get; init; }

    /// <summary>Whether items differ in what their next reprotect takes.</summary>
    public static bool AreOfSeveralKinds(IEnumerable<ReplicatedItem> items) => items.Select(item => (item.Architecture, DirectionFor(item))).Distinct().Skip(1).Any();

    /// <summary>The direction of the item's next reprotect, or of the one under way.</summary>
    public static ReplicationDirection DirectionFor(ReplicatedItem item) => item.Phase switch
    {
        ReplicationPhase.FailedOver or ReplicationPhase.RunningInAzure or ReplicationPhase.ReplicatingToAvs or ReplicationPhase.ReadyToFailBack => ReplicationDirection.AzureToAvs,
        _ => ReplicationDirection.AvsToAzure,
    };
}

/// <summary>From names and defaults to what a reprotect request needs, per architecture and direction (asr-contract §3.1).</summary>
internal sealed class ReprotectPlanner(Infrastructure infrastructure)
{
    private const string NameNeeded = "NameNeeded";

    // The policy that the service takes where a modernized reprotect to AVS names none (asr-contract §3.1).
    private const string ServicePolicy = "crashconsistency-policy-failback";

    /// <summary>Works out the inputs for the reprotect that the item needs next.</summary>
    /// <exception cref="FailbackException">A name is wrong, or several things would do and none is named.</exception>
    public async Task<ReprotectInputs> PlanAsync(ReplicatedItem item, ReprotectChoices choices, CancellationToken cancellationToken) =>
        (await ChooseAsync(item, choices, cancellationToken)).Inputs;

    /// <summary>Works out the inputs for the reprotect that the item needs next, with the names that people know them by.</summary>
    /// <exception cref="FailbackException">A name is wrong, or several things would do and none is named.</exception>
    public async Task<ReprotectChoice> ChooseAsync(ReplicatedItem item, ReprotectChoices choices, CancellationToken cancellationToken)
    {
        ReplicationFabric fabric = await infrastructure.FabricOfAsync(item, cancellationToken);
        bool toAvs = item.Direction == ReplicationDirection.AvsToAzure;
        return (item.Architecture, toAvs) switch
        {
            (ReplicationArchitecture.Classic, true) => await ClassicToAvsAsync(item, fabric, choices, cancellationToken),
            (ReplicationArchitecture.Classic, false) => await ClassicToAzureAsync(item, fabric, choices, cancellationToken),
            (ReplicationArchitecture.Modernized, true) => await ModernizedToAvsAsync(item, fabric, choices, cancellationToken),
            (ReplicationArchitecture.Modernized, false) => await ModernizedToAzureAsync(item, fabric, choices, cancellationToken),
            _ => throw new FailbackException("ProviderNotSupported", FailbackErrorCategory.NotSupported, $"{item.Name} is replicated by '{item.Provider}', which this module doesn't reprotect.", "Only VMware VMs replicated by Site Recovery can go home to AVS.", item.Name),
        };
    }

    private async Task<ReprotectChoice> ClassicToAvsAsync(ReplicatedItem item, ReplicationFabric fabric, ReprotectChoices choices, CancellationToken cancellationToken)
    {
        Refuse(item, choices, "-Appliance", choices.Appliance, "a classic VM has none; name -ProcessServer and -MasterTarget");
        Refuse(item, choices, "-LogStorageAccount", choices.LogStorageAccount, "a classic VM needs none towards AVS");
        var missing = new List<FailbackException>();
        ProcessServer? processServer = Collect(missing, () => PickProcessServer(item, fabric, choices));
        MasterTarget? masterTarget = Collect(missing, () => Pick(item, "master target", "-MasterTarget", choices.MasterTarget, fabric.MasterTargets, mt => mt.Name, mt => mt.Id, mt => OsFits(item, mt), $"one of the VM's operating system ({item.OsType ?? "not reported"})"));
        RetentionVolume? retention = masterTarget is null ? null : Collect(missing, () => Pick(item, $"retention volume of {masterTarget.Name}", "-RetentionVolume", choices.RetentionVolume, masterTarget.RetentionVolumes, v => v.Name, v => v.Name, _ => true, "one"));
        Datastore? datastore = masterTarget is null ? null : Collect(missing, () => Pick(item, $"datastore of {masterTarget.Name}", "-Datastore", choices.Datastore ?? item.Datastore, masterTarget.Datastores, d => d.Name, d => d.Name, _ => true, "one"));
        DemandAll(missing);
        var inputs = new ReprotectInputs
        {
            ProcessServerId = processServer!.Id,
            MasterTargetId = masterTarget!.Id,
            RetentionVolume = retention!.Name,
            Datastore = datastore!.Name,
            RunAsAccountId = PickRunAsAccount(item, choices, fabric.RunAsAccounts),
            PolicyId = await PickPolicyAsync(item, choices, toAzure: false, ServiceWords.Provider.InMage, cancellationToken),
        };
        var chosen = new ChosenInputs();
        chosen.Add("process server", processServer.Name, choices.ProcessServer);
        chosen.Add("master target", masterTarget.Name, choices.MasterTarget);
        chosen.Add("datastore", datastore.Name, choices.Datastore);
        chosen.Add("retention volume", retention.Name, choices.RetentionVolume);
        chosen.AddAccount(inputs.RunAsAccountId, fabric.RunAsAccounts, choices.RunAsAccount);
        chosen.Add("policy", inputs.PolicyId.Name, choices.Policy);
        return chosen.With(inputs);
    }

    private async Task<ReprotectChoice> ClassicToAzureAsync(ReplicatedItem item, ReplicationFabric fabric, ReprotectChoices choices, CancellationToken cancellationToken)
    {
        Refuse(item, choices, "-Appliance", choices.Appliance, "a classic VM has none; name -ProcessServer");
        RefuseAvsPlacement(item, choices);
        ProcessServer processServer = PickProcessServer(item, fabric, choices);
        var inputs = new ReprotectInputs
        {
            ProcessServerId = processServer.Id,
            RunAsAccountId = PickRunAsAccount(item, choices, fabric.RunAsAccounts),
            PolicyId = await PickPolicyAsync(item, choices, toAzure: true, ServiceWords.Provider.InMageAzureV2, cancellationToken),
            StorageAccountId = item.StorageAccountId,
            LogStorageAccountId = StorageAccount(choices.LogStorageAccount) ?? item.LogStorageAccountId,
        };
        var chosen = new ChosenInputs();
        chosen.Add("process server", processServer.Name, choices.ProcessServer);
        chosen.AddAccount(inputs.RunAsAccountId, fabric.RunAsAccounts, choices.RunAsAccount);
        chosen.Add("policy", inputs.PolicyId.Name, choices.Policy);
        chosen.Add("log storage account", inputs.LogStorageAccountId?.Name, choices.LogStorageAccount);
        return chosen.With(inputs);
    }

    private async Task<ReprotectChoice> ModernizedToAvsAsync(ReplicatedItem item, ReplicationFabric fabric, ReprotectChoices choices, CancellationToken cancellationToken)
    {
        Refuse(item, choices, "-MasterTarget", choices.MasterTarget, "a modernized VM has none; name -Appliance");
        Refuse(item, choices, "-RetentionVolume", choices.RetentionVolume, "a modernized VM needs none");
        Refuse(item, choices, "-ProcessServer", choices.ProcessServer, "a modernized VM needs none towards AVS; name -Appliance");
        ReplicationAppliance appliance = PickAppliance(item, fabric, choices, a => a.HasReprotectAgent, "one with a reprotect agent", item.ReprotectAgentId ?? item.ProcessServerId);
        string? datastore = choices.Datastore ?? item.Datastore ?? (item.AvsVm?.Datastores is { Count: 1 } own ? own[0] : null);
        ArmId logAccount = StorageAccount(choices.LogStorageAccount) ?? item.LogStorageAccountId ?? throw new FailbackException(
            "LogStorageAccountNeeded", FailbackErrorCategory.InvalidInput, $"{item.Name} doesn't tell which storage account takes its replication logs.", "Name it by its resource id: -LogStorageAccount.", item.Name);
        var inputs = new ReprotectInputs
        {
            ReprotectAgentId = appliance.Id,
            Datastore = Pick(item, $"datastore of {appliance.Name}", "-Datastore", datastore, appliance.Datastores, d => d.Name, d => d.Name, _ => true, "one").Name,
            LogStorageAccountId = logAccount,
            // Left out unless named: the service then takes its own.
            PolicyId = choices.Policy is null ? null : await PickPolicyAsync(item, choices, toAzure: false, ServiceWords.Provider.InMageRcmFailback, cancellationToken),
        };
        var chosen = new ChosenInputs();
        chosen.Add("appliance", appliance.Name, choices.Appliance);
        chosen.Add("datastore", inputs.Datastore, choices.Datastore);
        chosen.Add("log storage account", logAccount.Name, choices.LogStorageAccount);
        chosen.Add("policy", inputs.PolicyId?.Name ?? ServicePolicy, choices.Policy);
        return chosen.With(inputs);
    }

    private async Task<ReprotectChoice> ModernizedToAzureAsync(ReplicatedItem item, ReplicationFabric fabric, ReprotectChoices choices, CancellationToken cancellationToken)
    {
        RefuseAvsPlacement(item, choices);
        // The appliance is its own process server; another one's name is for the classic VMs of the same command.
        bool isOurs = !choices.IsForSeveralKinds || fabric.Appliances.Any(a => Same(a.Name, choices.ProcessServer) || Same(a.Id, choices.ProcessServer));
        ReprotectChoices byAppliance = choices with { Appliance = choices.Appliance ?? (isOurs ? choices.ProcessServer : null) };
        ReplicationAppliance appliance = PickAppliance(item, fabric, byAppliance, a => a.HasProcessServer, "one with a process server", item.ReprotectAgentId);
        IReadOnlyList<RunAsAccount> accounts = choices.RunAsAccount is null ? [] : await infrastructure.RunAsAccountsOfAsync(fabric, cancellationToken);
        var inputs = new ReprotectInputs
        {
            ProcessServerId = appliance.Id,
            PolicyId = choices.Policy is null && item.LastUsedPolicyId is { } last ? last : await PickPolicyAsync(item, choices, toAzure: true, ServiceWords.Provider.InMageRcm, cancellationToken),
            RunAsAccountId = choices.RunAsAccount is null ? null : PickRunAsAccount(item, choices, accounts),
        };
        var chosen = new ChosenInputs();
        chosen.Add("appliance", appliance.Name, byAppliance.Appliance);
        chosen.AddAccount(inputs.RunAsAccountId, accounts, choices.RunAsAccount);
        chosen.Add("policy", inputs.PolicyId.Name, choices.Policy);
        return chosen.With(inputs);
    }

    private static ProcessServer PickProcessServer(ReplicatedItem item, ReplicationFabric fabric, ReprotectChoices choices) =>
        Pick(item, "process server", "-ProcessServer", choices.ProcessServer, fabric.ProcessServers, ps => ps.Name, ps => ps.Id, _ => true, "one");

    private static ReplicationAppliance PickAppliance(ReplicatedItem item, ReplicationFabric fabric, ReprotectChoices choices, Func<ReplicationAppliance, bool> fits, string what, string? usedBefore)
    {
        // The appliance that the VM used before is the one that makes sense, while it is there.
        string? name = choices.Appliance ?? fabric.Appliances.FirstOrDefault(a => fits(a) && Same(a.Id, usedBefore))?.Id;
        return Pick(item, "appliance", "-Appliance", name, fabric.Appliances, a => a.Name, a => a.Id, fits, what);
    }

    private static string? PickRunAsAccount(ReplicatedItem item, ReprotectChoices choices, IReadOnlyList<RunAsAccount> accounts) =>
        choices.RunAsAccount is null && accounts.Count != 1
            ? item.RunAsAccountId
            : Pick(item, "run-as account", "-RunAsAccount", choices.RunAsAccount, accounts, a => a.Name, a => a.Id, _ => true, "one").Id;

    private async Task<ArmId> PickPolicyAsync(ReplicatedItem item, ReprotectChoices choices, bool toAzure, string provider, CancellationToken cancellationToken)
    {
        IReadOnlyList<ReplicationPolicy> mapped = await infrastructure.PoliciesForAsync(item, toAzure, cancellationToken);
        ReplicationPolicy[] candidates = [.. mapped.Where(p => p.Provider.Length == 0 || Same(p.Provider, provider))];
        string? name = choices.Policy ?? Counterpart(item, candidates);
        return Pick(item, toAzure ? "replication policy" : "failback policy", "-Policy", name, candidates, p => p.Name, p => p.Id.ToString(), _ => true, "one mapped to its protection container").Id;
    }

    /// <summary>The portal makes the failback policy with the forward one, as <c>{name}-failback</c> (asr-contract §9).</summary>
    private static string? Counterpart(ReplicatedItem item, ReplicationPolicy[] candidates)
    {
        const string Suffix = "-failback";
        string? current = item.PolicyId?.Name;
        string? wanted = current is null ? null
            : current.EndsWith(Suffix, StringComparison.OrdinalIgnoreCase) ? current.Substring(0, current.Length - Suffix.Length)
            : current + Suffix;
        return candidates.FirstOrDefault(p => Same(p.Name, wanted))?.Name;
    }

    private static bool OsFits(ReplicatedItem item, MasterTarget target) =>
        item.OsType is null || target.OsType.Length == 0 || Same(item.OsType, target.OsType);

    private static T Pick<T>(ReplicatedItem item, string what, string parameter, string? named, IReadOnlyList<T> all, Func<T, string> name, Func<T, string> id, Func<T, bool> fits, string demand)
    {
        T[] fitting = [.. all.Where(fits)];
        string List(IEnumerable<T> some) => string.Join(", ", some.Select(name).OrderBy(n => n, StringComparer.OrdinalIgnoreCase));
        if (named is not null)
        {
            T[] matches = [.. all.Where(entry => Same(name(entry), named) || Same(id(entry), named))];
            return matches.Length == 1 && fits(matches[0]) ? matches[0]
                : matches.Length > 1 ? throw new FailbackException("AmbiguousName", FailbackErrorCategory.Ambiguous, $"'{named}' is ambiguous as {what}: it fits {matches.Length}.", $"Name one by its id with {parameter}: {string.Join(", ", matches.Select(id))}.", named)
                : matches.Length == 1 ? throw new FailbackException("DoesNotFit", FailbackErrorCategory.InvalidInput, $"'{named}' doesn't fit {item.Name}, which needs as {what} {demand}.", fitting.Length > 0 ? $"Those that fit: {List(fitting)}." : "There is none that fits.", named)
                : throw new FailbackException("NoSuchName", FailbackErrorCategory.NotFound, $"There is no {what} named '{named}' for {item.Name}.", all.Count > 0 ? $"There are: {List(all)}." : "The vault lists none.", named);
        }

        return fitting.Length switch
        {
            1 => fitting[0],
            0 => throw new FailbackException("NothingFits", FailbackErrorCategory.NotFound, $"The vault lists no {what} for {item.Name}; it needs {demand}.", all.Count > 0 ? $"There are: {List(all)}." : "See the replication infrastructure in the portal.", item.Name),
            _ => throw new FailbackException(NameNeeded, FailbackErrorCategory.InvalidInput, $"For {item.Name} the {what} is ambiguous: several fit.", $"Name one with {parameter}: {List(fitting)}.", item.Name),
        };
    }

    /// <summary>Notes a name that the user has to give, so that all of them can be told at once.</summary>
    private static T? Collect<T>(List<FailbackException> missing, Func<T> pick)
        where T : class
    {
        try
        {
            return pick();
        }
        catch (FailbackException e) when (e.ErrorId == NameNeeded)
        {
            missing.Add(e);
            return null;
        }
    }

    private static void DemandAll(List<FailbackException> missing)
    {
        if (missing.Count > 0)
        {
            throw new FailbackException(NameNeeded, FailbackErrorCategory.InvalidInput, string.Join(" ", missing.Select(e => e.Message)), string.Join(" ", missing.Select(e => e.NextStep)), missing[0].Target);
        }
    }

    private static void Refuse(ReplicatedItem item, ReprotectChoices choices, string parameter, string? value, string why)
    {
        if (value is not null && !choices.IsForSeveralKinds)
        {
            throw new FailbackException("ParameterDoesNotApply", FailbackErrorCategory.InvalidInput, $"{parameter} doesn't apply to {item.Name}: {why}.", $"Leave {parameter} out for it.", value);
        }
    }

    private static void RefuseAvsPlacement(ReplicatedItem item, ReprotectChoices choices)
    {
        Refuse(item, choices, "-MasterTarget", choices.MasterTarget, "it is reprotected to Azure now");
        Refuse(item, choices, "-Datastore", choices.Datastore, "it is reprotected to Azure now");
        Refuse(item, choices, "-RetentionVolume", choices.RetentionVolume, "it is reprotected to Azure now");
    }

    private static ArmId? StorageAccount(string? text) =>
        text is null ? null
        : ArmId.TryParse(text, out ArmId? id) ? id
        : throw new FailbackException("NotAnId", FailbackErrorCategory.InvalidInput, $"'{text}' isn't the resource id of a storage account.", "Give the whole id, as (Get-AzStorageAccount …).Id shows it.", text);

    private static bool Same(string a, string? b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
