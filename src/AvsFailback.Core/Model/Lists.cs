using System.Collections.Generic;
using System.Linq;

namespace AvsFailback;

/// <summary>Lists as PowerShell can take them.</summary>
internal static class Lists
{
    /// <summary>
    /// The list as an array. A collection expression may make a list whose indexer is hidden, and PowerShell then takes
    /// <c>$job.Tasks[0]</c> for the whole list.
    /// </summary>
    public static IReadOnlyList<T> Indexable<T>(IReadOnlyList<T> list) => list as T[] ?? list?.ToArray()!;
}
