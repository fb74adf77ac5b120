using System.Globalization;
using System.Linq;

namespace AvsFailback.Readiness.Rules;

/// <summary>
/// The first copy is complete and no resync is due. Modernized items say so by their disks having no <c>irDetails</c> and
/// <c>resyncRequired</c> "false"; their <c>isInitialReplicationComplete</c> and percentage prove nothing (asr-contract §4.2).
/// </summary>
internal sealed class V04InitialSyncIsDone() : ReadinessRule("V04", "The first copy is complete and no resync is due", ReadinessStep.Failback)
{
    public override ReadinessCheck Check(ReadinessFacts facts)
    {
        ReplicatedItem item = facts.Item;
        if (item.Direction != ReplicationDirection.AzureToAvs)
        {
            return NotApplicable(facts, "not replicated to AVS");
        }

        string[] resync = [.. item.Disks.Where(d => d.ResyncRequired == true).Select(d => d.ToString())];
        if (item.ResyncRequired == true || resync.Length > 0)
        {
            return Blocks(facts, $"a resync is due{(resync.Length > 0 ? $" on {string.Join(", ", resync)}" : string.Empty)}", "Resynchronize the item in the portal, or wait until the resync that runs is done.");
        }

        string[] copying = [.. item.Disks.Where(d => d.IsFirstCopyRunning).Select(d => d.ToString())];
        if (item.Phase == ReplicationPhase.ReplicatingToAvs || copying.Length > 0)
        {
            string progress = item.ReplicationProgress is { } percent ? string.Format(CultureInfo.InvariantCulture, ", {0} %", percent) : string.Empty;
            return Blocks(facts, $"{item.ProtectionStateDescription}{progress}", "Wait until the copy to AVS is complete and the item is ReadyToFailBack.");
        }

        return Passed(facts, item.ProtectionStateDescription);
    }
}
