using System;
using System.Collections.Generic;

namespace AvsFailback.Testing;

/// <summary>A place where the service is known not to keep to its published API, and where that is told. A place may begin with a star.</summary>
internal sealed record KnownDeviation(string Operations, string Place, string What, string Source)
{
    public bool Covers(Deviation found) =>
        found.Operation.Contains(Operations, StringComparison.OrdinalIgnoreCase)
        && (Place[0] == '*' ? found.Place.EndsWith(Place[1..], StringComparison.Ordinal) : found.Place == Place)
        && found.What.StartsWith(What, StringComparison.Ordinal);
}

/// <summary>All deviations from the published API that a test lets pass. Each must be met by the emulator's full round, or it goes.</summary>
internal static class KnownDeviations
{
    public static IReadOnlyList<KnownDeviation> All { get; } =
    [
        new("GET /replicationJobs/", "TaskTypeDetails", "the unpublished instanceType TaskDetails", "every recorded job: a task without details of its own names the base type"),
        new("GET /replicationJobs/", "GroupTaskDetails", "the unpublished instanceType GroupTaskDetails", "asr-contract §6 (P21:V2ATestReprotect): the last task of a reprotect names the base type of groups"),
        new("GET /replicationJobs/", "ASRTask.startTime", "not a date-time", "asr-contract §6 (P17): a time that isn't known is 0001-01-01T00:00:00, without a zone"),
        new("GET /replicationJobs/", "ASRTask.endTime", "not a date-time", "asr-contract §6 (P17): a time that isn't known is 0001-01-01T00:00:00, without a zone"),
        new("GET /replication", "*xpiryDate", "not a date-time", "asr-contract §12 (CLI), azps-2021 V2ATestFailback: what never expires does so at 9999-12-31T23:59:59.9999999, without a zone"),
        new("/reProtect", "InMageVolumeExclusionOptions.OnlyExcludeIfSingleVolume", "not published", "asr-contract §3.1 (P17:V2ATestReprotect): capital O on the wire; published is onlyExcludeIfSingleVolume"),
        new("replicationProtectedItems", "InMageRcmFailbackDiscoveredProtectedVmDetails.vCenterFQDN", "not published", "azps-2021 TestV2ARCMCancelFailover; published is vCenterFqdn"),
    ];
}
