using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;

namespace AvsFailback.Emulator.Tests.Recorded;

/// <summary>A deviation from a recording that is accepted: of which files, a pattern of what deviates, and why.</summary>
internal sealed record AcceptedDeviation(string Files, string What, string Reason)
{
    public bool Covers(RecordedExchange recorded, string deviation) =>
        recorded.Name.StartsWith(Files, StringComparison.Ordinal) && Regex.IsMatch(deviation, What, RegexOptions.CultureInvariant);
}

/// <summary>All of them. One that no exchange needs any more fails a test.</summary>
internal static class AcceptedDeviations
{
    public static IReadOnlyList<AcceptedDeviation> All { get; } =
    [
        new("", "^header x-avs-emulator-now: recorded absent", "the emulator's own: tells a client its clock"),
        new("", "^header x-ms-ratelimit-remaining-subscription-global-", "asr-contract §11: seen since 2024, later than the recordings"),
        new("classic-", "^header X-Content-Type-Options: recorded absent", "the recordings of 2023 have it"),
        new("classic-", "^header Server: recorded absent", "only a 202 of 2017 lacks it; that of 2023 has it"),
        new("classic-", "^body.*: recorded absent, emulated ", "api 2016-08-10: later versions added it; each answer is held against the published 2024-04-01 besides"),
        new("classic-", @"^body(\.value\[\])?\.(status|error|startTime|endTime): recorded \w+, emulated absent", "asr-contract §6: api 2016 also had these at a job's top, later versions don't"),
        new("classic-", @"\.(replicationHealthErrors|failoverHealthErrors): recorded array, emulated absent", "asr-contract §4.2: api 2016 had them instead of healthErrors"),
        new("classic-", @"\.vmNics\[\]\.\w+: recorded \w+, emulated absent", "api 2016: a network card's one address stood in itself; published are ipConfigs"),
        new("classic-", @"^body\.value\[\]\.sku\.tier: recorded", "the vaults' api 2016-06-01; that of 2023 has no tier"),
        new("classic-", @"\.processServers\[\]\.osVersion: recorded null", "published as text; a process server may tell its system"),
        new("classic-", @"\.recoveryAzureLogStorageAccountId: recorded null", "a log account is there or not, as the item was enabled; the built-in vault's items have one"),
        new("classic-", @"^body\.value\[\]\.properties\.(failoverRecoveryPointId|providerSpecificDetails\.(azureStorageAccountId|lastRpoCalculatedTime|lastUpdateReceivedTime)): recorded string, emulated null", "asr-contract §4.1: lists are thinner since P21 than they were in 2017"),
        new("classic-job-list-and-filters#2", @"\.affectedObjectDetails\.", "the recorded job deleted a server, which isn't emulated; another ended job stands for it"),
        new("vault-level", @"\.providerSpecificDetails\.(status|associatedItemsCount|dataSourceType): recorded", "not published, and what they say of a policy in use isn't known"),
        new("azps-2021", @"\.affectedObjectDetails\.protectionProfileId: recorded absent", "left out by whoever transcribed it, as the file's note says"),
        new("azps-2021", @"\.consistencyPoints\.\w+: ", "a map: its keys are the names of points"),
        new("later/classic-committed", @"^body\.value\[\]\.properties\.failoverRecoveryPointId: recorded string, emulated null", "asr-contract §4.1: null in the lists of P21:V2ATestFailback and TestV2ARCMFailback, empty text here"),
    ];

    /// <summary>Headers that aren't compared: the transport makes them, not the service; the port's own tests see to them.</summary>
    public static IReadOnlyList<string> TransportHeaders { get; } = ["Date", "Transfer-Encoding", "Vary", "Content-Length", "Content-Encoding"];

    /// <summary>What follows an operation that the emulator refuses by name, so that the situation can't be.</summary>
    public static IReadOnlyDictionary<string, string> CannotBe { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["classic-reprotect-azure-to-vmware#12"] = "the job of a PUT of a mapping, which is refused by name",
        ["classic-reprotect-azure-to-vmware#13"] = "the job of a PUT of a mapping, which is refused by name",
        ["later/hyperv-running-scenario-failover-commit-failback#2"] = "the status of a PUT of an item with its warning; enabling is refused by name",
        ["later/hyperv-running-scenario-failover-commit-failback#3"] = "the status of a PUT of an item with its warning; enabling is refused by name",
        ["later/hyperv-running-scenario-failover-commit-failback#4"] = "an item of Hyper-V, no provider of this project",
        ["later/hyperv-running-scenario-failover-commit-failback#5"] = "an item of Hyper-V, no provider of this project",
        ["later/hyperv-running-scenario-failover-commit-failback#6"] = "an item of Hyper-V; that a held item allows nothing is held by tests of its own",
        ["later/hyperv-running-scenario-failover-commit-failback#7"] = "an item of Hyper-V; that a held item allows nothing is held by tests of its own",
        ["later/hyperv-running-scenario-failover-commit-failback#8"] = "a fabric of Hyper-V, no provider of this project",
    };

    public static AcceptedDeviation? Find(RecordedExchange recorded, string deviation) => All.FirstOrDefault(a => a.Covers(recorded, deviation));
}
