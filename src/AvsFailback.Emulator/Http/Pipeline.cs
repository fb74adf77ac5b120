using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Emulator.Clock;
using AvsFailback.Emulator.State;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.Http;

/// <summary>Takes every request, one after the other under one lock, and lets a slow answer's time pass.</summary>
internal sealed class Pipeline
{
    private const string ControlPrefix = "/emulator";

    private readonly object _gate = new();
    private readonly Vault _vault;
    private readonly ArmService _arm;
    private readonly ControlService _control;
    private readonly Transcript _transcript;

    public Pipeline(Vault vault, ArmService arm, ControlService control, Transcript transcript, IEnumerable<IEventHandler> handlers)
    {
        _vault = vault;
        _arm = arm;
        _control = control;
        _transcript = transcript;
        Dictionary<string, IEventHandler> byKind = handlers.SelectMany(h => h.Kinds.Select(kind => (kind, h))).ToDictionary(p => p.kind, p => p.h, StringComparer.Ordinal);
        vault.Clock.OnEvent(due =>
        {
            if (byKind.TryGetValue(due.Kind, out IEventHandler? handler))
            {
                handler.Handle(due);
            }
        });
    }

    public async Task<EmulatedResponse> SendAsync(EmulatedRequest request, CancellationToken token)
    {
        EmulatedResponse response;
        DateTimeOffset until;
        lock (_gate)
        {
            _vault.Clock.CatchUp();
            response = Answer(request);
            if (response.CrashesCaller && request.IsOnOurClock)
            {
                response = Crash();
            }

            until = _vault.Now.AddSeconds(response.SlowSeconds);
            if (response.SlowSeconds > 0 && _vault.Clock.Mode == ClockMode.Virtual)
            {
                // Time stands still for the caller too: the clock moves, then it is answered.
                _vault.Clock.AdvanceTo(until);
            }

            if (response.SlowSeconds <= 0 || _vault.Clock.Mode == ClockMode.Virtual)
            {
                return Finish(request, response);
            }
        }

        await _vault.Clock.PassAsync(response.SlowSeconds, token);
        lock (_gate)
        {
            // Timers are coarse: a wait may end a little early.
            _vault.Clock.AdvanceTo(until);
            return Finish(request, response);
        }
    }

    private static bool IsControl(string path) =>
        path.StartsWith(ControlPrefix, StringComparison.OrdinalIgnoreCase) && (path.Length == ControlPrefix.Length || path[ControlPrefix.Length] == '/');

    private EmulatedResponse Answer(EmulatedRequest request)
    {
        try
        {
            if (request.IsTooLong)
            {
                var tooLong = new JObject { ["code"] = "RequestContentTooLarge", ["message"] = $"The request's content is longer than {EmulatedRequest.MostBodyBytes} bytes." };
                return new EmulatedResponse(413, Json.Bytes(new JObject { ["error"] = tooLong }));
            }

            return IsControl(request.Path) ? _control.Answer(request) : _arm.Answer(request);
        }
#pragma warning disable CA1031 // A mistake of the emulator must be told to the caller: a listener would leave it waiting.
        catch (Exception e)
#pragma warning restore CA1031
        {
            var error = new JObject { ["code"] = "EmulatorFailed", ["message"] = $"The emulator has made a mistake with {request.Method} {request.Path}: {e}" };
            return new EmulatedResponse(500, Json.Bytes(new JObject { ["error"] = error }));
        }
    }

    /// <summary>How a client of ours is told to crash; any other caller loses the connection.</summary>
    private static EmulatedResponse Crash()
    {
        var error = new JObject { ["code"] = "EmulatedCrash", ["message"] = "The caller should have crashed here by a fault of the emulator." };
        return new EmulatedResponse(500, Json.Bytes(new JObject { ["error"] = error })).With("x-avs-emulator-crash", "1");
    }

    private EmulatedResponse Finish(EmulatedRequest request, EmulatedResponse response)
    {
        response
            .With("Date", _vault.Now.UtcDateTime.ToString("R", CultureInfo.InvariantCulture))
            .With("x-avs-emulator-now", Instants.Text(_vault.Now));
        if (_transcript.IsOn)
        {
            _transcript.Add(request, response, _vault.Now);
        }

        return response;
    }
}
