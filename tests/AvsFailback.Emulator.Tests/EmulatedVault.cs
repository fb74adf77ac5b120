using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Text;
using System.Threading.Tasks;
using AvsFailback.Testing;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.Tests;

/// <summary>An emulator with a client at hand; on a virtual clock unless told otherwise.</summary>
internal sealed class EmulatedVault : IDisposable
{
    public const string Version = "api-version=2024-04-01";

    public EmulatedVault(params (string Name, string Value)[] options)
    {
        var all = new Dictionary<string, string> { ["clock"] = "virtual" };
        foreach ((string name, string value) in options)
        {
            all[name] = value;
        }

        Emulator = VaultEmulator.Create(all);
        Client = new HttpClient(new ContractHandler(Emulator.CreateHandler(), Contract, onlyAccepted: true)) { BaseAddress = new Uri("http://avsfailback-emulator.localhost/") };
    }

    public VaultEmulator Emulator { get; }

    public HttpClient Client { get; }

    /// <summary>Gets what holds every answer against the published API.</summary>
    public Contract Contract { get; } = new();

    public string Vault => Emulator.VaultId;

    public string Subscription => Vault.Split('/')[2];

    /// <summary>Writes a snapshot file that the emulator made or that a test changed.</summary>
    public static string Save(JToken snapshot)
    {
        string path = NewFile();
        File.WriteAllText(path, snapshot.ToString());
        return path;
    }

    /// <summary>A path for a file beside the tests' own build output.</summary>
    public static string NewFile() => Path.Combine(Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "snapshots")).FullName, Guid.NewGuid().ToString("N") + ".json");

    public static JObject Parse(string text)
    {
        using var reader = new JsonTextReader(new StringReader(text)) { DateParseHandling = DateParseHandling.None };
        return JObject.Load(reader);
    }

    public static string With(string path, string? query = null) =>
        path.Contains("api-version", StringComparison.Ordinal) ? path : path + "?" + Version + (query is null ? string.Empty : "&" + query);

    public async Task<Answer> SendAsync(HttpMethod method, string url, JToken? body = null, bool signedIn = true, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, url);
        if (signedIn)
        {
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer emulated");
        }

        foreach ((string name, string value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        if (body is not null)
        {
            request.Content = new StringContent(body.ToString(Formatting.None), Encoding.UTF8, "application/json");
        }

        using HttpResponseMessage response = await Client.SendAsync(request);
        Contract.Verify();
        string text = await response.Content.ReadAsStringAsync();
        var all = response.Headers.Concat(response.Content.Headers).ToDictionary(h => h.Key, h => string.Join(",", h.Value), StringComparer.OrdinalIgnoreCase);
        return new Answer((int)response.StatusCode, text, all);
    }

    public Task<Answer> GetAsync(string path, string? query = null) => SendAsync(HttpMethod.Get, With(path, query));

    public Task<Answer> PostAsync(string path, JToken? body = null) => SendAsync(HttpMethod.Post, With(path), body);

    public async Task<JObject> ReadAsync(string path, string? query = null)
    {
        Answer answer = await GetAsync(path, query);
        Assert.True(answer.Status == 200, $"GET {path} answered {answer.Status}: {answer.Text}");
        return answer.Json;
    }

    public async Task AdvanceAsync(double seconds) =>
        await SendAsync(HttpMethod.Post, "/emulator/clock/advance", new JObject { ["by"] = seconds }, signedIn: false);

    public async Task<JObject> ControlAsync(HttpMethod method, string path, JToken? body = null)
    {
        Answer answer = await SendAsync(method, path, body, signedIn: false);
        Assert.True(answer.Status is 200 or 201, $"{method} {path} answered {answer.Status}: {answer.Text}");
        return answer.Json;
    }

    public Task AddFaultAsync(object fault)
    {
        JObject given = JObject.FromObject(fault);
        Contract.Expect((string?)given["kind"]);
        return ControlAsync(HttpMethod.Post, "/emulator/faults", given);
    }

    public async Task<string[]> EffectsAsync() =>
        [.. (await ControlAsync(HttpMethod.Get, "/emulator/effects"))["value"]!.Select(e => (string)e["effect"]!)];

    /// <summary>The item of a VM, as GET returns it.</summary>
    public async Task<Item> ItemAsync(string friendlyName)
    {
        JObject list = await ReadAsync(Vault + "/replicationProtectedItems");
        JToken entry = list["value"]!.Single(i => (string)i["properties"]!["friendlyName"]! == friendlyName);
        return new Item(await ReadAsync((string)entry["id"]!));
    }

    /// <summary>Posts an action and returns the job's id.</summary>
    public async Task<string> ActAsync(Item item, string action, JToken? body = null)
    {
        Answer answer = await PostAsync(item.Id + "/" + action, body);
        Assert.True(answer.Status == 202, $"POST {action} answered {answer.Status}: {answer.Text}");
        return answer.Headers["x-ms-request-id"];
    }

    /// <summary>Lets the clock pass until a job ends.</summary>
    public async Task<Job> EndAsync(string jobId)
    {
        for (int i = 0; i < 1000; i++)
        {
            var job = new Job(await ReadAsync(jobId));
            if (job.State is not ("NotStarted" or "InProgress" or "Cancelling"))
            {
                return job;
            }

            await AdvanceAsync(10);
        }

        throw new InvalidOperationException("The job never ends.");
    }

    public async Task<Job> RunAsync(Item item, string action, JToken? body = null) => await EndAsync(await ActAsync(item, action, body));

    public void Dispose()
    {
        Client.Dispose();
        Emulator.Dispose();
        Contract.Verify();
    }
}

internal sealed record Answer(int Status, string Text, IReadOnlyDictionary<string, string> Headers)
{
    public JObject Json => EmulatedVault.Parse(Text);

    public string ErrorCode => (string)Json["error"]!["code"]!;

    public string ErrorMessage => (string)Json["error"]!["message"]!;
}

internal sealed record Item(JObject Body)
{
    public string Id => (string)Body["id"]!;

    public string Name => (string)Body["name"]!;

    public JObject Properties => (JObject)Body["properties"]!;

    public JObject Details => (JObject)Properties["providerSpecificDetails"]!;

    public string Type => (string)Details["instanceType"]!;

    public string State => (string)Properties["protectionState"]!;

    public string[] Allowed => [.. Properties["allowedOperations"]!.Select(o => (string)o!)];

    public string? ObjectId => (string?)(Details["internalIdentifier"] ?? Details["vmId"]);
}

internal sealed record Job(JObject Body)
{
    public JObject Properties => (JObject)Body["properties"]!;

    public string State => (string)Properties["state"]!;

    public string? ErrorCode => (string?)Properties["errors"]!.FirstOrDefault()?["serviceErrorDetails"]!["code"];

    public string[] TaskNames => [.. Properties["tasks"]!.Select(t => (string)t["name"]!)];

    public string Text => Body.ToString(Formatting.None);

    public static string Instant(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);
}
