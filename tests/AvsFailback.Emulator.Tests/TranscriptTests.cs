using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Threading.Tasks;
using AvsFailback.Emulator.Http;
using AvsFailback.Testing;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.Tests;

/// <summary>What an emulator was asked and answered stands in its transcript word for word.</summary>
public sealed class TranscriptTests : IDisposable
{
    private readonly string _folder = Path.Combine(Directory.CreateTempSubdirectory("avsfailback-").FullName, "transcripts");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_folder)!, recursive: true);

    [Fact]
    public async Task Every_exchange_is_written_down_as_it_was()
    {
        using var vault = new EmulatedVault(("transcript", _folder));
        Item item = await vault.ItemAsync("app01");
        Answer refused = await vault.PostAsync(item.Id + "/failoverCommit/nothing", new JObject { ["what"] = "Grüße\n\"x\"" });
        await vault.AdvanceAsync(60);

        JObject[] lines = Read();
        Assert.Equal(["GET", "GET", "POST", "POST"], lines.Select(l => (string)l["method"]!));
        Assert.Equal($"{item.Id}?{EmulatedVault.Version}", (string?)lines[1]["url"]);
        Assert.Equal((200, item.Body.ToString()), ((int)lines[1]["status"]!, EmulatedVault.Parse((string)lines[1]["body"]!).ToString()));
        Assert.Equal("{\"what\":\"Grüße\\n\\\"x\\\"\"}", (string?)lines[2]["requestBody"]);
        Assert.Equal((refused.Status, refused.Text), ((int)lines[2]["status"]!, (string)lines[2]["body"]!));
        Assert.Equal(refused.Headers["x-ms-request-id"], (string?)lines[2]["headers"]!["x-ms-request-id"]);
        Assert.Equal("/emulator/clock/advance", (string?)lines[3]["url"]);
        Assert.Equal((string?)lines[3]["headers"]!["x-avs-emulator-now"], (string?)lines[3]["time"]);
        Assert.All(lines, l => Assert.Equal(JTokenType.Null, l["fault"]!.Type));
        Assert.Equal(JTokenType.Null, lines[0]["requestBody"]!.Type);
    }

    [Fact]
    public async Task The_caller_s_token_is_not_written_down()
    {
        using var vault = new EmulatedVault(("transcript", _folder));
        await vault.SendAsync(HttpMethod.Get, EmulatedVault.With(vault.Vault), headers: ("x-secret", "hush-hush"));

        string text = string.Concat(Read().Select(l => l.ToString()));
        Assert.Contains(vault.Vault, text, StringComparison.Ordinal);
        Assert.DoesNotContain("Bearer", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("hush-hush", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_a_fault_has_touched_is_told_and_a_lost_one_has_no_status()
    {
        using var vault = new EmulatedVault(("transcript", _folder));
        await vault.AddFaultAsync(new { kind = "cutBody", operation = "ListPolicies" });
        await vault.AddFaultAsync(new { kind = "dropAfter", operation = "ListPolicies", nth = 2 });
        await vault.GetAsync(vault.Vault + "/replicationPolicies");
        await Assert.ThrowsAsync<HttpRequestException>(() => vault.GetAsync(vault.Vault + "/replicationPolicies"));

        JObject[] lines = Read();
        Assert.Equal(["cutBody", "dropAfter"], lines[2..].Select(l => (string)l["fault"]!));
        Assert.Equal([200, 0], lines[2..].Select(l => (int)l["status"]!));
        Assert.Equal(string.Empty, (string?)lines[3]["body"]);
    }

    [Fact]
    public async Task Each_emulator_has_a_file_of_its_own_and_goes_on_answering_when_it_is_gone()
    {
        using var one = new EmulatedVault(("transcript", _folder));
        var two = new EmulatedVault(("transcript", _folder));
        await one.ReadAsync(one.Vault);
        await two.ReadAsync(two.Vault);
        two.Emulator.Dispose();
        await two.ReadAsync(two.Vault);

        Assert.Equal(2, Directory.GetFiles(_folder).Length);
        Assert.Equal([1, 1], Directory.GetFiles(_folder).Select(f => Read(f).Length));
        two.Dispose();
    }

    [Fact]
    public void A_folder_that_cannot_be_written_to_is_told()
    {
        File.WriteAllText(_folder, "a file");

        var error = Assert.Throws<ArgumentException>(() => VaultEmulator.Create(new Dictionary<string, string> { ["transcript"] = _folder }));

        Assert.Contains(_folder, error.Message, StringComparison.Ordinal);
        Assert.Contains(Transcript.Variable, error.Message, StringComparison.Ordinal);
    }

    [SharedDataFact]
    public async Task A_transcript_is_held_against_the_published_API_each_exchange_once()
    {
        using var vault = new EmulatedVault(("transcript", _folder));
        var check = new TranscriptCheck(_folder);
        Item item = await vault.ItemAsync("app01");
        await vault.AddFaultAsync(new { kind = "invalidJson", operation = "GetItem" });
        await vault.GetAsync(item.Id);

        TranscriptFindings found = check.CheckNew();
        found.Verify();
        Assert.Equal((4, 2), (found.Exchanges, found.Contract.Bodies));
        Assert.Equal(0, check.CheckNew().Exchanges);

        const string Good = """{"method":"GET","url":"{vault}/replicationJobs?api-version=1","requestBody":null,"status":200,"headers":{},"body":"{\"value\":[]}","fault":null}""";
        await File.WriteAllLinesAsync(Path.Combine(_folder, "other.jsonl"), [Line(Good), Line(Good.Replace("[]", "{}", StringComparison.Ordinal))]);
        found = check.CheckNew();
        Assert.Equal(2, found.Exchanges);
        string told = Assert.Throws<InvalidOperationException>(found.Verify).Message;
        Assert.Contains("JobCollection.value: a Object where array is published", told, StringComparison.Ordinal);
        Assert.Contains("/replicationJobs?api-version=1 answered 200 (other.jsonl)", told, StringComparison.Ordinal);

        string Line(string text) => text.Replace("{vault}", vault.Vault, StringComparison.Ordinal);
    }

    private JObject[] Read() => Read(Assert.Single(Directory.GetFiles(_folder)));

    /// <remarks>The emulator still writes to its file: others may read it, and must let it write.</remarks>
    private static JObject[] Read(string file)
    {
        using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(EmulatedVault.Parse)];
    }
}
