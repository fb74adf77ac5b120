using AvsFailback.Asr;

namespace AvsFailback.Azure.Wire;

/// <summary>
/// The verb and the body of a plan's failback. The direction is the plan's own, RecoveryToPrimary, unlike a single item's, and the
/// provider details are an array (asr-contract §8).
/// </summary>
internal static class PlanFailbackRequest
{
    public static (string Verb, byte[] Body) Write(RecoveryPlan plan, RecoveryPointChoice point)
    {
        if (point.PointId is not null || point.Type == RecoveryPointType.Unknown)
        {
            throw new FailbackException("RecoveryPointNotSelectable", FailbackErrorCategory.NotSupported, $"The plan '{plan.Name}' can't go to a certain recovery point.", "Choose Latest or LatestAppConsistent; a certain point is for a single VM.", plan);
        }

        bool isAppConsistent = point.Type == RecoveryPointType.ApplicationConsistent;
        return plan.Architecture switch
        {
            ReplicationArchitecture.Classic => ("/unplannedFailover", Classic(isAppConsistent)),
            ReplicationArchitecture.Modernized => ("/plannedFailover", Modernized(isAppConsistent)),
            _ => throw new FailbackException("PlanNotSupported", FailbackErrorCategory.NotSupported, $"The plan '{plan.Name}' has VMs of several architectures ({string.Join(", ", plan.Providers)}), and can't be failed back by one request.", "Fail its VMs back one by one, or split the plan.", plan),
        };
    }

    private static byte[] Classic(bool isAppConsistent) => RequestBody.Write(w =>
    {
        w.Field("failoverDirection", "RecoveryToPrimary");
        w.Field("sourceSiteOperations", "NotRequired");
        w.ProviderDetailsArray(ServiceWords.Provider.InMage, d => d.Field("recoveryPointType", isAppConsistent ? "LatestTag" : "LatestTime"));
    });

    // With the latest point each VM of a replication group goes to its own; an app-consistent point is the group's common one.
    private static byte[] Modernized(bool isAppConsistent) => RequestBody.Write(w =>
    {
        w.Field("failoverDirection", "RecoveryToPrimary");
        w.ProviderDetailsArray(ServiceWords.Provider.InMageRcmFailback, d =>
        {
            d.Field("recoveryPointType", isAppConsistent ? "ApplicationConsistent" : "CrashConsistent");
            d.Field("useMultiVmSyncPoint", isAppConsistent ? "true" : "false");
        });
    });
}
