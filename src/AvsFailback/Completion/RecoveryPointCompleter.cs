using System.Collections;
using System.Collections.Generic;
using AvsFailback.Pipeline;

namespace AvsFailback.Completion;

/// <summary>Completes what <c>-RecoveryPoint</c> takes by word.</summary>
public sealed class RecoveryPointCompleter : WordCompleter
{
    private protected override IEnumerable<(string Word, string Tip)> Words(IDictionary bound) =>
    [
        (RecoveryPointChoices.Latest, "Crash-consistent; recommended"),
        (RecoveryPointChoices.LatestAppConsistent, "App-consistent; may lie behind"),
    ];
}
