using System;
using System.Globalization;
using System.Net.Http;
using AvsFailback.Azure.Tests.Fakes;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Azure.Tests.Emulation;

/// <summary>The control path of an emulator, and nothing else.</summary>
internal sealed class FakeEmulator(string mode, double scale = 1)
{
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);

    public DateTimeOffset UtcNow { get; set; } = Start;

    public HttpResponseMessage Answer(SentRequest request)
    {
        HttpResponseMessage response;
        switch (request.Uri.AbsolutePath)
        {
            case "/emulator":
                response = ScriptedHandler.Json(State());
                break;
            case "/emulator/clock/advance":
                UtcNow = DateTimeOffset.Parse((string)JObject.Parse(request.Body)["until"]!, CultureInfo.InvariantCulture);
                response = ScriptedHandler.Json(Clock());
                break;
            case "/emulator/snapshot":
                response = ScriptedHandler.Json("""{"format":"avsfailback-snapshot/1","resources":[]}""");
                break;
            default:
                response = ScriptedHandler.Json("""{"value":[]}""");
                break;
        }

        response.Headers.Add("x-avs-emulator-now", UtcNow.ToString("O", CultureInfo.InvariantCulture));
        return response;
    }

    private string State() =>
        $$"""{"product":"AvsFailback.Emulator","version":"0.1.0","vaultId":"{{Vaults.IdText}}","clock":{{Clock()}},"seed":1}""";

    private string Clock() => $$"""{"mode":"{{mode}}","scale":{{scale.ToString(CultureInfo.InvariantCulture)}},"utcNow":"{{UtcNow:O}}"}""";
}
