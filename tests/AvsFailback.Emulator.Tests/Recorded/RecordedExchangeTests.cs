using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Threading.Tasks;
using AvsFailback.Testing;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.Tests.Recorded;

/// <summary>Each exchange with the real service beside the emulator in the same situation: status, header names, shape of the body.</summary>
public sealed class RecordedExchangeTests
{
    // The vault's own resource provider and operations of Site Recovery that the emulator leaves out.
    private static readonly string[] Refused = ["PUT", "PATCH", "DELETE", "POST export", "POST remove", "GET operationStatus", "GET replicationProtectableItems"];

    public static IEnumerable<object[]> Names => SharedData.IsThere ? RecordedExchange.All.Select(e => new object[] { e.Name }) : [["none"]];

    [SharedDataTheory]
    [MemberData(nameof(Names))]
    public async Task The_emulator_answers_as_was_recorded_or_refuses_by_name(string name)
    {
        RecordedExchange recorded = RecordedExchange.Find(name);
        if (IsRefused(recorded))
        {
            await RefusesAsync(recorded);
        }
        else if (!AcceptedDeviations.CannotBe.ContainsKey(name))
        {
            IReadOnlyList<string> found = [.. (await DeviationsAsync(recorded)).Where(d => AcceptedDeviations.Find(recorded, d) is null)];
            Assert.True(found.Count == 0, $"{name}, {recorded.Method} {recorded.Tail}:\n{string.Join("\n", found)}");
        }
    }

    [SharedDataFact]
    public async Task Every_accepted_deviation_is_still_one()
    {
        var met = new HashSet<AcceptedDeviation>();
        foreach (RecordedExchange recorded in RecordedExchange.All.Where(e => !IsRefused(e) && !AcceptedDeviations.CannotBe.ContainsKey(e.Name)))
        {
            met.UnionWith((await DeviationsAsync(recorded)).Select(d => AcceptedDeviations.Find(recorded, d)).OfType<AcceptedDeviation>());
        }

        Assert.Empty(AcceptedDeviations.All.Except(met));
        Assert.Empty(AcceptedDeviations.CannotBe.Keys.Except(RecordedExchange.All.Select(e => e.Name)));
    }

    [Fact]
    public void The_differ_tells_what_has_another_shape()
    {
        JObject recorded = EmulatedVault.Parse("""{"a":"x","b":null,"c":[{"d":1},{"d":2,"e":"y"}],"f":{"g":true}}""");

        Assert.Empty(ShapeDiffer.Compare(recorded, EmulatedVault.Parse("""{"a":"z","b":null,"c":[{"d":7}],"f":{"g":false}}""")));
        Assert.Equal(
            ["body.a: recorded string, emulated number", "body.b: recorded null, emulated absent", "body.c[].d: recorded number, emulated null", "body.f.g: recorded boolean, emulated absent", "body.f.h: recorded absent, emulated string"],
            ShapeDiffer.Compare(recorded, EmulatedVault.Parse("""{"a":1,"c":[{"d":null}],"f":{"h":"i"}}""")));
        Assert.Equal(["body: emulated empty"], ShapeDiffer.Compare(recorded, null));
    }

    private static bool IsRefused(RecordedExchange e) => Refused.Any(r => r == e.Method || r == $"{e.Method} {e.Tail}" || (r.StartsWith("GET ", StringComparison.Ordinal) && e.Method == "GET" && e.Path.Contains($"/{r[4..]}/", StringComparison.Ordinal)));

    private static async Task RefusesAsync(RecordedExchange recorded)
    {
        using var vault = new EmulatedVault();
        int end = recorded.Path.IndexOf("/vaults/", StringComparison.Ordinal) + 8;
        int next = recorded.Path.IndexOf('/', end);
        Answer answer = await vault.SendAsync(new HttpMethod(recorded.Method), EmulatedVault.With(vault.Vault + (next < 0 ? string.Empty : recorded.Path[next..])), recorded.Request);
        Assert.Equal((501, "NotImplementedByEmulator"), (answer.Status, answer.ErrorCode));
        string kind = recorded.Tail is "export" or "remove" ? recorded.Tail : recorded.Path.Trim('/').Split('/')[^2];
        Assert.True(answer.ErrorMessage.Contains(kind, StringComparison.OrdinalIgnoreCase) || answer.ErrorMessage.Contains(recorded.Method, StringComparison.Ordinal), answer.ErrorMessage);
    }

    private static async Task<IReadOnlyList<string>> DeviationsAsync(RecordedExchange recorded)
    {
        using EmulatedVault vault = recorded.File.StartsWith("vault-level", StringComparison.Ordinal) && recorded.Tail.StartsWith("replication", StringComparison.Ordinal) && recorded.Body?["value"] is JArray { Count: 0 }
            ? await EmptyAsync()
            : new EmulatedVault(("throttling", "false"));
        Answer? answer = await new Situations(vault).AnswerAsync(recorded);
        if (answer is null)
        {
            return ["no situation is told for it"];
        }

        var found = new List<string>();
        if (answer.Status != recorded.Status)
        {
            found.Add($"status: recorded {recorded.Status}, emulated {answer.Status}");
        }

        found.AddRange(Headers(recorded, answer));
        JToken? body = answer.Text.Length == 0 ? null : answer.Json;
        found.AddRange(recorded.Tail is "replicationProtectedItems" or "replicationPolicies" && recorded.Body!["value"] is JArray { Count: > 0 } items ? OfKinds(items, body!, !recorded.Is2017) : ShapeDiffer.Compare(recorded.Body, recorded.IsExcerpt ? Part(body!, recorded.Body!) : body, !recorded.Is2017));
        return found;
    }

    private static IEnumerable<string> Headers(RecordedExchange recorded, Answer answer)
    {
        string[] theirs = [.. (recorded.Headers ?? []).Except(AcceptedDeviations.TransportHeaders, StringComparer.OrdinalIgnoreCase)];
        string[] ours = [.. answer.Headers.Keys.Except(AcceptedDeviations.TransportHeaders, StringComparer.OrdinalIgnoreCase)];
        foreach (string name in theirs.Except(ours, StringComparer.OrdinalIgnoreCase))
        {
            yield return $"header {name}: recorded, emulated absent";
        }

        foreach (string name in ours.Except(theirs, StringComparer.OrdinalIgnoreCase).Where(recorded.WouldShow))
        {
            yield return $"header {name}: recorded absent, emulated";
        }
    }

    /// <summary>Items and policies of a list differ by their kind: each kind is compared with its own.</summary>
    private static IEnumerable<string> OfKinds(JArray recorded, JToken emulated, bool keyCase)
    {
        static string Kind(JToken item) => (string)item["properties"]!["providerSpecificDetails"]!["instanceType"]!;
        foreach (IGrouping<string, JToken> kind in recorded.GroupBy(Kind))
        {
            foreach (string deviation in ShapeDiffer.Compare(new JObject { ["value"] = new JArray(kind) }, new JObject { ["value"] = new JArray(emulated["value"]!.Where(i => Kind(i) == kind.Key)) }, keyCase))
            {
                yield return deviation;
            }
        }
    }

    /// <summary>Of a body of which only a part was copied, the same part.</summary>
    private static JToken Part(JToken body, JToken copied) => (body, copied) switch
    {
        (JObject whole, JObject some) => new JObject(whole.Properties().Where(p => some.ContainsKey(p.Name)).Select(p => new JProperty(p.Name, Part(p.Value, some[p.Name]!)))),
        _ => body,
    };

    private static async Task<EmulatedVault> EmptyAsync()
    {
        using var source = new EmulatedVault();
        JObject whole = await source.ControlAsync(HttpMethod.Get, "/emulator/snapshot");
        return new EmulatedVault(("snapshot", EmulatedVault.Save(new JObject { ["vault"] = whole["vault"], ["resources"] = new JArray(whole["resources"]!.Where(r => (string)r["id"]! == source.Vault)) })));
    }
}
