using static AvsFailback.Asr.ServiceWords;

namespace AvsFailback.Azure.Wire;

/// <summary>The verb and the body of a failback: both differ between the architectures (asr-contract §3.1).</summary>
internal static class FailbackRequest
{
    public static (string Verb, byte[] Body) Write(ReplicatedItem item, RecoveryPointChoice point) => item.Provider switch
    {
        Provider.InMage => ("/unplannedFailover", Classic(item, point)),
        Provider.InMageRcmFailback => ("/plannedFailover", Modernized(item, point)),
        Provider.InMageAzureV2 or Provider.InMageRcm => throw new FailbackException(
            "NotReprotected",
            FailbackErrorCategory.InvalidState,
            $"'{item.Name}' can't be failed back: it doesn't replicate to AVS.",
            "Reprotect it to AVS first: Enable-AvsReprotection.",
            item),
        _ => throw new FailbackException(
            "ProviderNotSupported",
            FailbackErrorCategory.NotSupported,
            $"'{item.Name}' can't be failed back: its provider is '{item.Provider}'.",
            "Only VMs that Site Recovery replicates between VMware and Azure can be brought back to AVS.",
            item),
    };

    private static byte[] Classic(ReplicatedItem item, RecoveryPointChoice point)
    {
        string type = point.PointId is not null ? "Custom" : Choose(item, point, "LatestTime", "LatestTag");
        return RequestBody.Write(w =>
        {
            // After the reprotect the item counts Azure as its primary side.
            w.Field("failoverDirection", "PrimaryToRecovery");
            w.Field("sourceSiteOperations", "NotRequired");
            w.ProviderDetails(Provider.InMage, d =>
            {
                d.Field("recoveryPointType", type);
                d.FieldIfAny("recoveryPointId", point.PointId?.ToString());
            });
        });
    }

    private static byte[] Modernized(ReplicatedItem item, RecoveryPointChoice point)
    {
        if (point.PointId is not null)
        {
            throw new FailbackException(
                "RecoveryPointNotSelectable",
                FailbackErrorCategory.NotSupported,
                $"'{item.Name}' is of the modernized architecture, whose failback makes its recovery point itself: no existing point can be chosen.",
                "Choose Latest or LatestAppConsistent.",
                item);
        }

        string type = Choose(item, point, "CrashConsistent", "ApplicationConsistent");
        return RequestBody.Write(w => w.ProviderDetails(Provider.InMageRcmFailback, d => d.Field("recoveryPointType", type)));
    }

    private static string Choose(ReplicatedItem item, RecoveryPointChoice point, string crashConsistent, string appConsistent) => point.Type switch
    {
        RecoveryPointType.CrashConsistent => crashConsistent,
        RecoveryPointType.ApplicationConsistent => appConsistent,
        _ => throw new FailbackException(
            "UnknownRecoveryPointType",
            FailbackErrorCategory.InvalidInput,
            $"For the failback of '{item.Name}' the kind of recovery point has to be crash-consistent or app-consistent.",
            "Choose Latest or LatestAppConsistent, or a recovery point of the item.",
            item),
    };
}
