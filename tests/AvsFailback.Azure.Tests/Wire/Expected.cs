using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Azure.Tests.Wire;

/// <summary>
/// A second, independent understanding of the wire: for each member of the model, where its value stands in the JSON.
/// It is compared with what the client made of the same JSON.
/// </summary>
/// <typeparam name="T">The model's type.</typeparam>
internal sealed class Expected<T> : Dictionary<string, Func<JObject, object?>>
{
    /// <summary>Members that say something of the read or are derived in Core from other members.</summary>
    public HashSet<string> Apart { get; } = ["Vault", "ReadAt", "IsComplete", "EqualityContract"];

    /// <summary>Compares every member; one that neither this table nor <see cref="Apart"/> names is an error.</summary>
    public void Check(T model, JObject json)
    {
        foreach (var property in typeof(T).GetProperties())
        {
            if (Apart.Contains(property.Name))
            {
                continue;
            }

            Assert.True(TryGetValue(property.Name, out Func<JObject, object?>? expected), $"no expectation for {typeof(T).Name}.{property.Name}");
            string wanted = Told.Show(expected!(json));
            string got = Told.Show(property.GetValue(model));
            Assert.True(wanted == got, $"{typeof(T).Name}.{property.Name} of {json["id"]}: the JSON says {wanted}, the client {got}");
        }
    }
}

/// <summary>Values as the JSON tells them.</summary>
internal static class Told
{
    public static JToken? At(JToken? token, string path)
    {
        foreach (string name in path.Split('.'))
        {
            token = (token as JObject)?.GetValue(name, StringComparison.OrdinalIgnoreCase);
        }

        return token is JValue { Type: JTokenType.Null } ? null : token;
    }

    public static string? Text(JToken? token, string path) => At(token, path) is JValue value ? Convert.ToString(value.Value, CultureInfo.InvariantCulture) : null;

    public static string? Some(JToken? token, string path) => Text(token, path) is { Length: > 0 } text ? text : null;

    public static string? Id(JToken? token, string path) => Text(token, path) is { } text && text.StartsWith('/') ? text : null;

    public static long? Whole(JToken? token, string path) => Text(token, path) is { Length: > 0 } text ? (long)double.Parse(text, CultureInfo.InvariantCulture) : null;

    public static double Number(JToken? token, string path) => double.Parse(Text(token, path)!, CultureInfo.InvariantCulture);

    public static bool? Flag(JToken? token, string path) => Text(token, path)?.ToUpperInvariant() switch { "TRUE" => true, "FALSE" => false, _ => null };

    public static DateTime? Moment(JToken? token, string path)
    {
        if (Text(token, path) is not { Length: > 0 } text)
        {
            return null;
        }

        DateTime time = DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal);
        return time.Year is 1 or 1601 or 1753 or 9999 ? null : time;
    }

    public static IEnumerable<JObject> Objects(JToken? token, string path) => (At(token, path) as JArray ?? []).OfType<JObject>();

    public static IEnumerable<string> Texts(JToken? token, string path) => (At(token, path) as JArray ?? []).Select(t => (string)t!);

    public static object? Health(JToken? token, string path) => Some(token, path) ?? "None";

    public static object HealthErrors(params IEnumerable<JObject>[] lists) => lists.SelectMany(l => l).Select(e => string.Join('|',
        Text(e, "errorCode"), Text(e, "errorLevel"), Some(e, "errorMessage") ?? Text(e, "summaryMessage"), Text(e, "possibleCauses"), Text(e, "recommendedAction"), Show(Moment(e, "creationTimeUtc")))).Distinct();

    /// <summary>A value as text, alike for both sides.</summary>
    public static string Show(object? value) => value switch
    {
        null => "-",
        string text => text,
        bool flag => flag ? "true" : "false",
        DateTimeOffset moment => moment.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
        DateTime moment => moment.ToString("O", CultureInfo.InvariantCulture),
        ArmId id => id.ToString(),
        HealthError e => string.Join('|', e.Code, e.Level, e.Message, e.PossibleCauses, e.RecommendedAction, Show(e.Since)),
        JobError e => string.Join('|', e.Code, e.Message, e.PossibleCauses, e.RecommendedAction, e.Level, Show(e.Time), e.ActivityId, e.TaskId, e.ProviderCode, e.ProviderMessage),
        FailbackJobTask t => string.Join('|', t.TaskId, t.Name, t.DisplayName, t.State, t.StateDescription, Show(t.StartTime), Show(t.EndTime), Show(t.Errors), Show(t.Tasks)),
        ReplicatedDisk d => string.Join('|', d.Id, d.Name, d.CapacityInBytes, Show(d.ResyncRequired), Show(d.IsFirstCopyRunning), Show(d.PendingBytes), d.AzureDiskId),
        DiscoveredVm v => string.Join('|', v.PowerStatus, v.VmwareToolsStatus, Show(v.IpAddresses), Show(v.Datastores), Show(v.IsDeleted), Show(v.LastDiscovered)),
        Datastore d => string.Join('|', d.Name, d.Type, Show(d.CapacityInBytes), Show(d.FreeSpaceInBytes)),
        RetentionVolume v => string.Join('|', v.Name, Show(v.CapacityInBytes), Show(v.FreeSpaceInBytes)),
        RunAsAccount a => string.Join('|', a.Id, a.Name, a.CredentialType),
        ApplianceComponent c => string.Join('|', c.Kind, c.Name, c.Health, Show(c.LastHeartbeat), c.Version),
        System.Collections.IEnumerable list => "[" + string.Join("; ", list.Cast<object?>().Select(Show)) + "]",
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };
}
