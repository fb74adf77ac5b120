using System.Globalization;
using System.Linq;

namespace AvsFailback.Readiness.Rules;

/// <summary>The replica isn't far behind. Modernized items tell no lag in this direction but what waits on each disk; the time of a disk's last sync proves nothing (asr-contract §4.2).</summary>
internal sealed class V13LagIsSmall() : ReadinessRule("V13", "The replica isn't far behind", ReadinessStep.Failback)
{
    public override ReadinessCheck Check(ReadinessFacts facts)
    {
        ReplicatedItem item = facts.Item;
        if (!facts.FailsBack)
        {
            return NotApplicable(facts, "not replicated to AVS");
        }

        const string Wait = "Wait until the replica has caught up: what it lacks is lost. The Azure VM's writes and the line to AVS decide how long that takes.";
        long? pending = item.Disks.Any(disk => disk.PendingBytes is not null) ? item.Disks.Sum(disk => disk.PendingBytes ?? 0) : null;
        string[] told =
        [
            .. item.Rpo is { } rpo ? [$"{Words.Span(rpo)} behind"] : System.Array.Empty<string>(),
            .. pending is { } bytes ? [string.Format(CultureInfo.InvariantCulture, "{0:0.#} MB on their way", bytes / 1048576d)] : System.Array.Empty<string>(),
        ];
        return told.Length == 0 ? ByHand(facts, "neither lag nor pending data is reported", "See the item in the portal.")
            : item.Rpo > ReadinessLimits.Lag || pending > ReadinessLimits.PendingBytes ? Warns(facts, string.Join(", ", told), Wait)
            : Passed(facts, string.Join(", ", told));
    }
}
