using System;
using System.Collections.Generic;
using System.Linq;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.Tests.Recorded;

/// <summary>What of an answer has another shape than the recorded one: keys, JSON types, null against absent, the elements of arrays.</summary>
internal static class ShapeDiffer
{
    /// <param name="keyCase">Whether keys that differ only in their case are different keys.</param>
    public static IReadOnlyList<string> Compare(JToken? recorded, JToken? emulated, bool keyCase = true)
    {
        var found = new List<string>();
        if (recorded is null || emulated is null)
        {
            if (recorded is null != emulated is null)
            {
                found.Add(recorded is null ? "body: recorded empty" : "body: emulated empty");
            }

            return found;
        }

        var comparer = keyCase ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase;
        Compare([recorded], [emulated], "body", comparer, found);
        return found;
    }

    /// <summary>Compares all that stands at a place: a place in a list's entries is there once for each of them.</summary>
    private static void Compare(IReadOnlyList<JToken> recorded, IReadOnlyList<JToken> emulated, string path, StringComparer keys, List<string> found)
    {
        string[] unseen = [.. emulated.Select(Kind).Distinct().Except(recorded.Select(Kind)).Order(StringComparer.Ordinal)];
        string[] lacking = [.. recorded.Select(Kind).Distinct().Except(emulated.Select(Kind)).Order(StringComparer.Ordinal)];

        // A place that is more than one thing in one of the two may be any of these in the other.
        if (unseen.Length > 0 && lacking.Length > 0)
        {
            found.Add($"{path}: recorded {string.Join("|", lacking)}, emulated {string.Join("|", unseen)}");
        }

        JObject[] ours = [.. emulated.OfType<JObject>()];
        JObject[] theirs = [.. recorded.OfType<JObject>()];
        if (ours.Length > 0 && theirs.Length > 0)
        {
            CompareFields(theirs, ours, path, keys, found);
        }

        JToken[] theirElements = [.. recorded.OfType<JArray>().SelectMany(a => a)];
        JToken[] ourElements = [.. emulated.OfType<JArray>().SelectMany(a => a)];
        if (theirElements.Length > 0 && ourElements.Length > 0)
        {
            Compare(theirElements, ourElements, path + "[]", keys, found);
        }
    }

    private static void CompareFields(JObject[] recorded, JObject[] emulated, string path, StringComparer keys, List<string> found)
    {
        foreach (string key in recorded.SelectMany(Keys).Union(emulated.SelectMany(Keys), keys).ToArray())
        {
            JToken[] theirs = [.. recorded.SelectMany(o => At(o, key, keys))];
            JToken[] ours = [.. emulated.SelectMany(o => At(o, key, keys))];
            if (ours.Length == 0)
            {
                // An entry of several that lacks it shows that it needn't be there.
                if (theirs.Length == recorded.Length)
                {
                    found.Add($"{path}.{key}: recorded {Kind(theirs[0])}, emulated absent");
                }
            }
            else if (theirs.Length == 0)
            {
                found.Add($"{path}.{key}: recorded absent, emulated {Kind(ours[0])}");
            }
            else
            {
                Compare(theirs, ours, $"{path}.{key}", keys, found);
            }
        }
    }

    private static IEnumerable<JToken> At(JObject o, string key, StringComparer keys) => o.Properties().Where(p => keys.Equals(p.Name, key)).Select(p => p.Value).Take(1);

    private static IEnumerable<string> Keys(JObject o) => o.Properties().Select(p => p.Name);

    private static string Kind(JToken token) => token.Type switch
    {
        JTokenType.Integer or JTokenType.Float => "number",
        JTokenType.Null => "null",
        JTokenType.Object => "object",
        JTokenType.Array => "array",
        JTokenType.Boolean => "boolean",
        _ => "string",
    };
}
