using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Threading;
using AvsFailback.Tests.Hosting;

namespace AvsFailback.Tests.Cmdlets;

/// <summary>A request that the vault was asked, by the VM's name.</summary>
internal sealed record LoggedRequest(DateTimeOffset Time, string Method, string Operation, string? Item, int Status);

/// <summary>Something that happened to a VM.</summary>
internal sealed record LoggedEffect(DateTimeOffset Time, string? Item, string Name);

/// <summary>
/// A session that is connected to an emulator on a loopback port in virtual time, and the emulator's control path. The session
/// has it as <c>$emulator</c> and <c>$vault</c>.
/// </summary>
internal sealed class EmulatedVault : IDisposable
{
    private const string ApiVersion = "?api-version=2024-04-01";

    private static readonly HttpClient Client = new();

    private readonly Dictionary<string, string> _names = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _ids = new(StringComparer.OrdinalIgnoreCase);
    private readonly long _firstRequest;

    /// <summary>Starts an emulator and connects to it.</summary>
    /// <param name="snapshot">The file to load, such as one of <see cref="Stages"/>; null for the built-in vault.</param>
    /// <param name="canPrompt">False for a host as in a runbook.</param>
    public EmulatedVault(string? snapshot = null, bool canPrompt = true)
    {
        Host = new ModuleHost(canPrompt);
        Invocation started = Run("""
            param($snapshot)
            $given = if ($snapshot) { @{ Snapshot = $snapshot } } else { @{} }
            $emulator = Start-AvsEmulator -Clock Virtual @given
            $emulator.Address
            """, new { snapshot }).Succeeded();
        Address = (Uri)Assert.Single(started.Output).BaseObject;
        string[] items = [.. Run("""
            param($endpoint)
            $vault = Connect-AvsVault -Emulator -Endpoint $endpoint
            # Tests side by side would go on with each other's runs.
            $PSDefaultParameterValues['Invoke-AvsFailback:NoJournal'] = $true
            Get-AvsReplicatedItem | ForEach-Object { $_.Name, $_.Id.ToString() }
            """, new { endpoint = Address }).Succeeded().Output.Select(o => o.ToString())];
        for (int i = 0; i < items.Length; i += 2)
        {
            _ids[items[i]] = items[i + 1];
            _names[items[i + 1][(items[i + 1].LastIndexOf('/') + 1)..]] = items[i];
        }

        _firstRequest = Control(HttpMethod.Get, "requests").GetProperty("last").GetInt64();
    }

    public ModuleHost Host { get; }

    /// <summary>Where the emulator listens, and the session is connected to.</summary>
    public Uri Address { get; }

    /// <summary>What the vault was asked since the session was opened; the control path isn't logged.</summary>
    public IReadOnlyList<LoggedRequest> Requests =>
        [.. Log("requests", _firstRequest).Select(e => new LoggedRequest(Time(e), Text(e, "method")!, Text(e, "operation")!, Name(e), e.GetProperty("status").GetInt32()))];

    /// <summary>The requests that ask for a change.</summary>
    public IReadOnlyList<LoggedRequest> Posts => [.. Requests.Where(r => r.Method == "POST")];

    /// <summary>What happened to the VMs since the emulator started.</summary>
    public IReadOnlyList<LoggedEffect> Effects => [.. Log("effects", 0).Select(e => new LoggedEffect(Time(e), Name(e), Text(e, "effect")!))];

    /// <summary>The emulator's time.</summary>
    public DateTimeOffset Now => Control(HttpMethod.Get, "clock").GetProperty("utcNow").GetDateTimeOffset();

    /// <summary>Runs a script in the session.</summary>
    public Invocation Run(string script, object? parameters = null, CancellationToken stop = default) => Host.Invoke(script, parameters, stop);

    /// <summary>What an expression gives, as texts.</summary>
    public IReadOnlyList<string> Texts(string expression) => [.. Run(expression).Succeeded().Output.Where(o => o is not null).Select(o => o.ToString())];

    /// <summary>The phase that a VM is in.</summary>
    public string Phase(string name) => Assert.Single(Texts($"(Get-AvsReplicatedItem {name}).Phase"));

    /// <summary>The resource id of a VM's replicated item.</summary>
    public string IdOf(string name) => _ids[name];

    /// <summary>Injects a fault, as the emulator's control path takes it.</summary>
    public void Fault(object fault) => Control(HttpMethod.Post, "faults", fault);

    /// <summary>Takes all faults away.</summary>
    public void ClearFaults() => Control(HttpMethod.Delete, "faults");

    /// <summary>Switches an Azure VM: running, deallocated or stopped.</summary>
    public void Power(string vm, string state) => Control(HttpMethod.Post, $"vms/{vm}/power", new { state });

    /// <summary>Whether Azure has the VM.</summary>
    public bool HasAzureVm(string vm) => Send(HttpMethod.Get, $"{Scope}/providers/Microsoft.Compute/virtualMachines/{vm}{ApiVersion}", null).Status == 200;

    /// <summary>The resource id of an Azure VM.</summary>
    public string AzureVmId(string vm) => $"{Scope}/providers/Microsoft.Compute/virtualMachines/{vm}";

    /// <summary>Asks the service for an action on a VM, as another client would.</summary>
    public void Post(string name, string action, object? properties = null) =>
        Assert.Equal(202, Send(HttpMethod.Post, $"{IdOf(name)}/{action}{ApiVersion}", properties is null ? null : new { properties }).Status);

    public void Dispose()
    {
        Run("Stop-AvsEmulator");
        Host.Dispose();
    }

    private string Scope => IdOf("sql01")[..IdOf("sql01").IndexOf("/providers/", StringComparison.OrdinalIgnoreCase)];

    private static DateTimeOffset Time(JsonElement entry) => entry.GetProperty("time").GetDateTimeOffset();

    private static string? Text(JsonElement entry, string name) => entry.GetProperty(name).GetString();

    private string? Name(JsonElement entry) => Text(entry, "item") is { } item ? _names.GetValueOrDefault(item, item) : null;

    private List<JsonElement> Log(string name, long after) => [.. Control(HttpMethod.Get, $"{name}?after={after}").GetProperty("value").EnumerateArray()];

    private JsonElement Control(HttpMethod method, string path, object? body = null)
    {
        (int status, JsonElement answer) = Send(method, "/emulator/" + path, body);
        Assert.True(status is >= 200 and < 300, answer.ToString());
        return answer;
    }

    private (int Status, JsonElement Answer) Send(HttpMethod method, string path, object? body)
    {
        using var request = new HttpRequestMessage(method, new Uri(Address, path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "test");
        if (body is not null)
        {
            request.Content = new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
        }

        using HttpResponseMessage response = Client.Send(request);
        using var reader = new StreamReader(response.Content.ReadAsStream());
        string text = reader.ReadToEnd();
        return ((int)response.StatusCode, text.Length == 0 ? default : JsonElement.Parse(text));
    }
}
