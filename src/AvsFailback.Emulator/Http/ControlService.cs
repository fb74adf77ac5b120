using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using AvsFailback.Emulator.Clock;
using AvsFailback.Emulator.Faults;
using AvsFailback.Emulator.Operations;
using AvsFailback.Emulator.Snapshots;
using AvsFailback.Emulator.State;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.Http;

/// <summary>The control path: the clock, the logs, the faults, the snapshot, a hand on the VMs. Free of sign-in and throttling.</summary>
internal sealed class ControlService(Vault vault, RequestLog requests, FaultBook faults, SnapshotWriter snapshots, Aftermath aftermath)
{
    // 100 years: what comes later has room in the calendar too.
    private const double MostSeconds = 3_155_760_000;
    private const int LastYear = 9000;

    public static string Version { get; } = typeof(ControlService).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";

    // A run that was begun in an emulator isn't gone on with in the next one, which may have the same vault at the same time of its clock.
    private readonly string _life = Guid.NewGuid().ToString("N");

    public EmulatedResponse Answer(EmulatedRequest request)
    {
        if (Refuse(request) is { } refused)
        {
            return refused;
        }

        try
        {
            string[] path = [.. request.Segments.Skip(1).Select(s => s.ToUpperInvariant())];
            if (path.Length > 1 && path[0] is "FAULTS" or "VMS")
            {
                path[1] = "{NAME}";
            }

            return $"{request.Method} /{string.Join("/", path)}" switch
            {
                "GET /" => EmulatedResponse.Ok(About()),
                "GET /CLOCK" => EmulatedResponse.Ok(Clock()),
                "POST /CLOCK/ADVANCE" => Advance(request),
                "GET /REQUESTS" => Log(request, requests.All.Where(r => r.N > After(request)).Select(Show), requests.Last),
                "GET /EFFECTS" => Log(request, vault.Effects.All.Where(e => e.N > After(request)).Select(Show), vault.Effects.Last),
                "GET /FAULTS" => EmulatedResponse.Ok(new JObject { ["value"] = new JArray(faults.All.Select(f => f.ToJson())) }),
                "POST /FAULTS" => new EmulatedResponse(201, Json.Bytes(faults.Add(request.Json()).ToJson())),
                "DELETE /FAULTS" => EmulatedResponse.Ok(new JObject { ["removed"] = faults.Clear() }),
                "DELETE /FAULTS/{NAME}" => RemoveFault(request.Segments[2]),
                "GET /SNAPSHOT" => EmulatedResponse.Ok(snapshots.Write()),
                "POST /VMS/{NAME}/POWER" => SetPower(request),
                _ => Error(404, "UnknownControlPath", $"{request.Method} {request.Path} isn't a control path of the emulator."),
            };
        }
        catch (FormatException e)
        {
            return Error(400, "BadControlRequest", e.Message);
        }
        catch (ArmException e)
        {
            return Error(e.Status, e.Code, e.Message);
        }
    }

    /// <summary>
    /// A page in a browser on this machine can send a plain POST to any port of it. The control path is for tools: it takes no change from another
    /// origin, and no body that isn't called JSON, which a page can't send without asking first. Of a form's type it takes what no browser sends: JSON
    /// without an origin, which is what <c>Invoke-RestMethod -Body</c> sends where nobody names a type.
    /// </summary>
    private EmulatedResponse? Refuse(EmulatedRequest request)
    {
        if (request.Method == "GET")
        {
            return null;
        }

        string own = request.Uri.GetLeftPart(UriPartial.Authority);
        if (request.Header("Origin") is { } origin && !Same(origin, own) && !Same(origin, vault.Settings.PublicEndpoint?.GetLeftPart(UriPartial.Authority)))
        {
            return Error(403, "CrossOriginRequest", $"The control path takes nothing from the origin '{origin}': it is for tools, not for pages of other sites.");
        }

        string type = (request.Header("Content-Type") ?? string.Empty).Split(';')[0].Trim();
        bool isTool = Same(type, "application/x-www-form-urlencoded") && request.Header("Origin") is null && request.Header("Sec-Fetch-Site") is null
            && request.Header("Referer") is null && request.Body?.TrimStart().StartsWith("{", StringComparison.Ordinal) == true;
        return string.IsNullOrEmpty(request.Body) || Same(type, "application/json") || isTool
            ? null
            : Error(415, "UnsupportedMediaType", $"The control path takes application/json, not '{type}'.");
    }

    private static bool Same(string a, string? b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    private static EmulatedResponse Error(int status, string code, string message) =>
        new(status, Json.Bytes(new JObject { ["error"] = new JObject { ["code"] = code, ["message"] = message } }));

    private static long After(EmulatedRequest request)
    {
        string? after = request.Parameter("after");
        return after is null ? 0 : long.TryParse(after, NumberStyles.Integer, CultureInfo.InvariantCulture, out long n)
            ? n
            : throw new FormatException($"'after' must be the number of an entry, not '{after}'.");
    }

    private static EmulatedResponse Log(EmulatedRequest request, IEnumerable<JObject> entries, long last) =>
        EmulatedResponse.Ok(new JObject { ["value"] = new JArray(entries), ["last"] = Math.Max(last, After(request)) });

    private static JObject Show(LoggedRequest r) => new()
    {
        ["n"] = r.N,
        ["time"] = Instants.Text(r.Time),
        ["method"] = r.Method,
        ["path"] = r.Path,
        ["query"] = r.Query,
        ["operation"] = r.Operation,
        ["item"] = r.Item,
        ["friendlyName"] = r.FriendlyName,
        ["status"] = r.Status,
        ["clientRequestId"] = r.ClientRequestId,
        ["effect"] = r.Effect,
        ["fault"] = r.Fault,
    };

    private static JObject Show(Effect e) => new()
    {
        ["n"] = e.N,
        ["time"] = Instants.Text(e.Time),
        ["item"] = e.Item,
        ["effect"] = e.Name,
        ["jobId"] = e.JobId,
        ["requestN"] = e.RequestN,
    };

    private JObject Clock() => new()
    {
        ["mode"] = vault.Clock.Mode switch { ClockMode.Real => "real", ClockMode.Scaled => "scaled", _ => "virtual" },
        ["scale"] = vault.Clock.Scale,
        ["utcNow"] = Instants.Text(vault.Now),
    };

    private JObject About() => new()
    {
        ["product"] = "AvsFailback.Emulator",
        ["version"] = Version,
        ["vaultId"] = vault.Identity.Id,
        ["clock"] = Clock(),
        ["life"] = _life,
        ["seed"] = vault.Settings.Seed,
    };

    private EmulatedResponse Advance(EmulatedRequest request)
    {
        JObject body = request.Json();
        JToken? until = body.Member("until");
        JToken? by = body.Member("by");
        DateTimeOffset? target = null;
        if (until is { Type: JTokenType.String } && by is null)
        {
            target = Instants.Read((string?)until);
        }
        else if (until is null && by is JValue { Value: long or double } && Convert.ToDouble(((JValue)by).Value, CultureInfo.InvariantCulture) is var seconds and >= 0 and <= MostSeconds)
        {
            target = vault.Now.AddSeconds(seconds);
        }

        if (target is not { } instant || (instant - vault.Now).TotalSeconds > MostSeconds || instant.Year > LastYear)
        {
            throw new FormatException("Advance the clock with {\"until\":\"<instant>\"} or with {\"by\":<seconds, not negative>}, by 100 years at most and not beyond the year 9000.");
        }

        vault.Clock.AdvanceTo(instant);

        return EmulatedResponse.Ok(Clock());
    }

    private EmulatedResponse RemoveFault(string id) => faults.Remove(id)
        ? EmulatedResponse.Ok(new JObject { ["removed"] = 1 })
        : Error(404, "FaultNotFound", $"There is no fault '{id}'.");

    private EmulatedResponse SetPower(EmulatedRequest request)
    {
        string name = request.Segments[2];
        ArmResource? vm = vault.Store.OfType(ResourceTypes.VirtualMachine).FirstOrDefault(v => string.Equals(v.Name, name, StringComparison.OrdinalIgnoreCase));
        if (vm is null)
        {
            return Error(404, "VirtualMachineNotFound", $"There is no Azure VM '{name}'.");
        }

        string? state = request.Json().MemberText("state");
        if (state is not (AzureSide.Running or AzureSide.Deallocated or AzureSide.Stopped))
        {
            throw new FormatException("Set the power with {\"state\":\"running|deallocated|stopped\"}.");
        }

        aftermath.SetPower(vm.Id, state, null, null);
        return EmulatedResponse.Ok(new JObject { ["name"] = vm.Name, ["id"] = vm.Id, ["state"] = state });
    }
}
