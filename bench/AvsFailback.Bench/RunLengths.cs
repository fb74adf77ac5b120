using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net.Http;
using System.Threading.Tasks;
using AvsFailback.Emulator;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Bench;

/// <summary>How long everything took in a run, by the emulator's own logs of requests, effects and jobs.</summary>
internal sealed class RunLengths
{
    // A classic item's first point comes so long after its copy (the emulator's duration, which no seed spreads).
    private const double FirstPoint = 300;

    // What the service asks for between two looks (asr-contract §2).
    private const double RetryAfter = 30;

    private readonly Dictionary<long, EmulatorRequest> _requests;
    private readonly ILookup<string, Effect> _effects;
    private readonly Dictionary<string, double> _jobEnds;

    private RunLengths(IEnumerable<EmulatorRequest> requests, IEnumerable<Effect> effects, Dictionary<string, double> jobEnds)
    {
        _requests = requests.ToDictionary(request => request.Number);
        _effects = effects.ToLookup(effect => effect.Item);
        _jobEnds = jobEnds;
    }

    public static async Task<RunLengths> ReadAsync(AvsVault vault, VaultEmulator emulator, IEnumerable<EmulatorRequest> requests)
    {
        using var client = new HttpClient(emulator.CreateHandler());
        using var reader = new JsonTextReader(new System.IO.StringReader(await client.GetStringAsync(new Uri("http://emulator.localhost/emulator/effects")))) { DateParseHandling = DateParseHandling.None };
        Effect[] effects = [.. JObject.Load(reader)["value"]!.Select(e => new Effect((string?)e["item"] ?? string.Empty, (string)e["effect"]!, (string?)e["jobId"] ?? string.Empty, (long?)e["requestN"] ?? 0, Seconds((string)e["time"]!)))];
        var ends = new Dictionary<string, double>(StringComparer.OrdinalIgnoreCase);
        foreach (string job in effects.Where(e => e.Name is "FailedOver" or "FailbackCommitted").Select(e => e.Job).Distinct(StringComparer.OrdinalIgnoreCase))
        {
            ends[job] = Seconds((await vault.Connection.Service.FindJobAsync(ArmId.Parse(job), default))!.EndTime!.Value);
        }

        return new RunLengths(requests, effects, ends);
    }

    /// <summary>The lengths of the plans that were failed back and committed as such.</summary>
    /// <param name="plans">For each plan, the ids of its VMs.</param>
    /// <param name="isClassic">Whether the VM of an id is classic.</param>
    public IReadOnlyList<PlanLengths> Plans(IEnumerable<IReadOnlyList<ArmId>> plans, Func<ArmId, bool> isClassic) => [.. plans.Select(members =>
    {
        Effect failback = Last(members[0], "FailedOver");
        Effect commit = Last(members[0], "FailbackCommitted");
        double failsBackAt = At(failback.Request);
        return new PlanLengths(
            _jobEnds[failback.Job] - failsBackAt,
            _jobEnds[commit.Job] - At(commit.Request),
            [.. members.Select(vm =>
            {
                Effect[] reprotects = [.. _effects[vm.Name].Where(e => e.Name == "Reprotected")];
                return new VmLengths(
                    Last(vm, "ReadyToFailBack").Time - At(reprotects[0].Request) + (isClassic(vm) ? FirstPoint : 0),
                    Last(vm, "AgentRegistered").Time - failsBackAt,
                    Last(vm, "Protected").Time - At(reprotects[^1].Request));
            })]);
    })];

    /// <summary>How often one poller for each operation, which looks whenever the service says, would have read: to the end of its job, and once for its result.</summary>
    public int PollerReads()
    {
        Dictionary<long, double> ends = _effects.SelectMany(item => item).Where(e => e.Name is "Reprotected" or "FailedOver" or "FailbackCommitted")
            .GroupBy(e => e.Request).ToDictionary(same => same.Key, same => same.Max(e => _jobEnds.TryGetValue(e.Job, out double end) ? end : e.Time));
        // One that had no effect failed in its first check, within its first wait.
        return _requests.Values.Where(request => request.Method == "POST" && request.Status == 202)
            .Sum(request => 1 + (int)Math.Max(1, Math.Ceiling(((ends.TryGetValue(request.Number, out double end) ? end : 0) - At(request.Number)) / RetryAfter)));
    }

    private Effect Last(ArmId vm, string name) => _effects[vm.Name].Last(e => e.Name == name);

    private double At(long request) => Seconds(_requests[request].Time);

    private static double Seconds(string instant) => Seconds(DateTimeOffset.Parse(instant, CultureInfo.InvariantCulture));

    private static double Seconds(DateTimeOffset instant) => (instant - DateTimeOffset.UnixEpoch).TotalSeconds;

    private sealed record Effect(string Item, string Name, string Job, long Request, double Time);
}
