using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.Tests;

/// <summary>What the control path refuses: pages of other sites, what isn't JSON, what can never come, numbers that nothing can hold.</summary>
public sealed class ControlPathTests
{
    private const string Fault = """{"kind":"status","status":500,"times":null}""";

    [Theory]
    [InlineData("http://evil.example", "application/json", 403)]
    [InlineData("null", "text/plain", 403)]
    [InlineData(null, "text/plain", 415)]
    // What Invoke-RestMethod -Body sends where nobody names a type; a browser names its origin.
    [InlineData(null, "application/x-www-form-urlencoded", 201)]
    [InlineData("http://evil.example", "application/x-www-form-urlencoded", 403)]
    [InlineData(null, "application/json", 201)]
    [InlineData("own", "application/json", 201)]
    public async Task A_change_from_another_origin_or_in_another_form_than_JSON_is_refused(string? origin, string type, int status)
    {
        using var vault = new EmulatedVault();
        Uri address = vault.Emulator.Start(0);
        using var client = new HttpClient { BaseAddress = address };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/emulator/faults") { Content = new StringContent(Fault, Encoding.UTF8, type) };
        if (origin is not null)
        {
            request.Headers.TryAddWithoutValidation("Origin", origin == "own" ? address.GetLeftPart(UriPartial.Authority) : origin);
        }

        using HttpResponseMessage answer = await client.SendAsync(request);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(status == 201 ? 1 : 0, (await vault.ControlAsync(HttpMethod.Get, "/emulator/faults"))["value"]!.Count());
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task A_body_that_is_too_long_is_refused_in_process_and_over_the_port()
    {
        using var vault = new EmulatedVault();
        Uri address = vault.Emulator.Start(0);
        string much = "{\"kind\":\"" + new string('x', 5 * 1024 * 1024) + "\"}";
        using HttpResponseMessage inside = await vault.Client.PostAsync("/emulator/faults", new StringContent(much, Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, inside.StatusCode);

        // Only the length is told: the answer doesn't wait for the body.
        using var client = new TcpClient(address.Host, address.Port);
        byte[] head = Encoding.ASCII.GetBytes($"POST /emulator/faults HTTP/1.1\r\nHost: {address.Authority}\r\nContent-Type: application/json\r\nContent-Length: 400000000\r\n\r\n");
        await client.GetStream().WriteAsync(head);
        using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
        Assert.StartsWith("HTTP/1.1 413 ", await reader.ReadLineAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/emulator/clock/advance", """{"by":1e308}""")]
    [InlineData("/emulator/clock/advance", """{"by":315576000000}""")]
    [InlineData("/emulator/clock/advance", """{"by":99999999999999999999999999}""")]
    [InlineData("/emulator/clock/advance", """{"until":"9999-12-31T23:59:59Z"}""")]
    [InlineData("/emulator/faults", """{"kind":"slow","seconds":1e308}""")]
    [InlineData("/emulator/faults", """{"kind":"status","status":99999999999999999999}""")]
    [InlineData("/emulator/faults", """{"kind":"status","status":500,"nth":99999999999}""")]
    [InlineData("/emulator/faults", """{"kind":"status","status":500,"times":99999999999999999999}""")]
    public async Task A_number_that_nothing_can_hold_is_refused_and_the_clock_still_answers(string path, string body)
    {
        using var vault = new EmulatedVault();

        Answer answer = await vault.SendAsync(HttpMethod.Post, path, JObject.Parse(body), signedIn: false);

        Assert.Equal((400, "BadControlRequest"), (answer.Status, answer.ErrorCode));
        Assert.StartsWith("2026-03-02", (string?)(await vault.ControlAsync(HttpMethod.Get, "/emulator/clock"))["utcNow"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"kind":"status","status":500,"operation":"ListItem"}""", "ListItem")]
    [InlineData("""{"kind":"failJob","operation":"ListItems"}""", "ListItems")]
    [InlineData("""{"kind":"lateAgent","operation":"FailoverCommit"}""", "FailoverCommit")]
    [InlineData("""{"kind":"failJob","item":"app1"}""", "app1")]
    [InlineData("""{"kind":"explode"}""", "explode")]
    public async Task A_fault_that_waits_for_what_can_never_come_is_refused_by_name(string fault, string named)
    {
        using var vault = new EmulatedVault();

        Answer answer = await vault.SendAsync(HttpMethod.Post, "/emulator/faults", JObject.Parse(fault), signedIn: false);

        Assert.Equal((400, "BadControlRequest"), (answer.Status, answer.ErrorCode));
        Assert.Contains($"'{named}'", answer.ErrorMessage, StringComparison.Ordinal);
        JObject snapshot = await vault.ControlAsync(HttpMethod.Get, "/emulator/snapshot");
        snapshot["emulator"]!["faults"] = new JArray(JObject.Parse(fault));
        Assert.Contains($"'{named}'", Assert.Throws<FormatException>(() => new EmulatedVault(("snapshot", EmulatedVault.Save(snapshot)))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("app01")]
    [InlineData("Web-tier")]
    public async Task A_fault_may_wait_for_an_item_or_a_plan(string name)
    {
        using var vault = new EmulatedVault();

        Assert.Equal(201, (await vault.SendAsync(HttpMethod.Post, "/emulator/faults", new JObject { ["kind"] = "failJob", ["item"] = name }, signedIn: false)).Status);
    }
}
