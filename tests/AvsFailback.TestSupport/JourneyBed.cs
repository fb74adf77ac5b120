using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace AvsFailback.TestSupport;

/// <summary>How one start of a run ended.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Options">What was wanted.</param>
/// <param name="Vms">The VMs that were named.</param>
/// <param name="Run">The run as it was told; null if it crashed.</param>
/// <param name="Error">What ended it early; null if nothing did.</param>
/// <param name="Requests">How many requests there had been when it ended.</param>
internal sealed record StartEnd(
    int Number,
    JourneyOptions Options,
    IReadOnlyList<FakeItem> Vms,
    FailbackRun? Run,
    Exception? Error,
    int Requests)
{
    /// <summary>How the run says that the VM ended.</summary>
    public FailbackRunItem Of(FakeItem item) =>
        Run?.Items.SingleOrDefault(told => told.ItemId == item.Id) ?? throw new InvalidOperationException($"{item.Name} isn't in the run.");
}

/// <summary>
/// Whole journeys in memory and in virtual time: a vault with VMs and plans in order, another admin, a scripted host, a journal that
/// outlives crashes.
/// </summary>
internal sealed class JourneyBed
{
    private string? _runId;

    public JourneyBed()
    {
        Service = new FakeVault(Clock);
        Vault = new AvsVault(
            Some.VaultId,
            new Uri("https://management.azure.com"),
            new VaultConnection(Service, Clock, null, "Virtual", null, null));
        Host = new ScriptedHost(Service, Clock) { OnAnswer = Note };
        Other = new OtherAdmin(Service);
        FakeDetails.Furnish(Service);
    }

    public ManualClock Clock { get; } = new();

    public FakeVault Service { get; }

    public AvsVault Vault { get; }

    public ScriptedHost Host { get; }

    public OtherAdmin Other { get; }

    /// <summary>The journal of the run so far; emptied where a start keeps none.</summary>
    public List<FailbackRunEvent> Journal { get; } = [];

    /// <summary>The starts so far.</summary>
    public List<StartEnd> Starts { get; } = [];

    /// <summary>What was noted on the way, each with how many requests there had been.</summary>
    public List<(int Requests, DateTimeOffset Time, string Text)> Notes { get; } = [];

    /// <summary>Told of each event when it is written.</summary>
    public Action<FailbackRunEvent>? OnEvent { get; set; }

    public IEnumerable<Effect> EffectsOf(FakeItem item) => Service.Effects.Where(effect => effect.Item == item.Name);

    public FakeItem Add(
        string name,
        ReplicationPhase phase = ReplicationPhase.ReadyToFailBack,
        ReplicationArchitecture architecture = ReplicationArchitecture.Modernized) =>
        Service.Add(new FakeItem(name, architecture, phase)
        {
            Id = FakeDetails.ItemId(architecture, name),
            Address = FormattableString.Invariant($"10.1.0.{Service.Items.Count + 4}"),
            IsDetailed = true,
            LastFailoverTime = phase is ReplicationPhase.FailedBack or ReplicationPhase.Committed ? Some.Now.AddHours(-1) : null,
        });

    /// <summary>
    /// Starts the run, or starts it again with whatever is wanted now, as the command does: the VMs and plans are read first.
    /// </summary>
    /// <param name="options">What is wanted.</param>
    /// <param name="named">VMs, and plans whose VMs are meant.</param>
    /// <param name="keepsJournal">Whether it has the journal of its earlier starts and writes on in it.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<StartEnd> StartAsync(
        JourneyOptions options,
        IReadOnlyList<object> named,
        bool keepsJournal = true,
        CancellationToken cancellationToken = default)
    {
        Service.Start = Starts.Count + 1;
        _runId = keepsJournal ? _runId ?? "run" : null;
        var journal = new MemoryJournal(_runId ?? $"run-{Service.Start}", keepsJournal ? Journal : []) { OnWrite = OnEvent };
        JourneyEntry[] entries = await EntriesAsync(named);
        Note($"start {Service.Start}: {string.Join(", ", entries.Select(Text))}; {Text(options)}");
        FakeItem[] vms = [.. entries.Select(entry => Service.Items.Single(item => item.Id == entry.Item.Id))];
        var journey = new FailbackJourney(Vault, options, Host, journal);
        Exception? error = null;
        try
        {
            await journey.RunAsync(entries, cancellationToken);
        }
        catch (Exception e) when (e is FailbackException or OperationCanceledException or EmulatedCrashException)
        {
            error = e;
        }

        Journal.AddRange(keepsJournal ? journal.Written : []);
        var end = new StartEnd(
            Service.Start,
            options,
            vms,
            error is EmulatedCrashException ? null : journey.Run,
            error,
            Service.Requests.Count);
        Starts.Add(end);
        string how = error is null ? string.Empty : $" by {error.GetType().Name}: {error.Message}";
        string items = string.Join(", ", end.Run?.Items.Select(item => $"{item} ({item.Phase})") ?? []);
        Note($"start {end.Number} ended: {end.Run?.Outcome.ToString() ?? "crashed"}{how}; {items}");
        return end;
    }

    /// <summary>Notes what happens beside the requests.</summary>
    public void Note(string text) => Notes.Add((Service.Requests.Count, Clock.UtcNow, text));

    /// <summary>All that happened, in order: requests that act, effects, what was noted; reads between them are counted.</summary>
    public IEnumerable<string> Log()
    {
        var lines = new List<(int Order, DateTimeOffset Time, string Text, bool IsRead)>();
        lines.AddRange(
            Service.Requests.Select((request, i) => (i + 1, request.Time, $"{request.What} {request.Subject}", !request.IsPost)));
        lines.AddRange(Notes.Select(note => (note.Requests, note.Time, $"    {note.Text}", false)));
        lines.AddRange(
            Service.Effects.Select(
                effect => (Service.Requests.FindLastIndex(request => request.Time < effect.Time) + 1, effect.Time, Text(effect), false)));
        var reads = new List<(DateTimeOffset Time, string Text)>();
        var ordered = lines.Select((line, i) => (line, i))
            .OrderBy(entry => entry.line.Order)
            .ThenBy(entry => entry.line.Time)
            .ThenBy(entry => entry.i)
            .Select(entry => entry.line);
        foreach ((int _, DateTimeOffset time, string text, bool isRead) in ordered)
        {
            if (isRead)
            {
                reads.Add((time, text));
                continue;
            }

            foreach (string read in Fold(reads))
            {
                yield return read;
            }

            reads.Clear();
            yield return Line(time, text);
        }

        foreach (string read in Fold(reads))
        {
            yield return read;
        }
    }

    private static string[] Fold(List<(DateTimeOffset Time, string Text)> reads)
    {
        IEnumerable<string> counted = reads.GroupBy(read => read.Text.Trim())
            .Select(same => same.Count() == 1 ? same.Key : $"{same.Key} ×{same.Count()}");
        return reads.Count == 0 ? [] : [Line(reads[^1].Time, $"reads: {string.Join(", ", counted)}")];
    }

    private static string Line(DateTimeOffset time, string text) =>
        FormattableString.Invariant($"{(time - Some.Now).TotalMinutes,8:0.0} min {text}");

    private static string Text(Effect effect) =>
        $"    effect: {effect.What} of {effect.Item}, failover {effect.Failover}, asked for by "
        + (effect.Start == 0 ? "another" : $"start {effect.Start}");

    private static string Text(JourneyEntry entry) =>
        $"{entry.Item.Name}{(entry.Plan is null ? string.Empty : $" of {entry.Plan.Name}")} {entry.Item.Phase}";

    /// <summary>What is wanted, as one would type it; what is usual is left out.</summary>
    public static string Text(JourneyOptions options)
    {
        string?[] words =
        [
            $"-Until {options.Until} -CommitPolicy {options.CommitPolicy}",
            options.Validates ? "-Validate" : null,
            options.ConfirmEach == default ? null : $"-ConfirmEach {options.ConfirmEach}",
            options.OnFailure == default ? null : $"-OnFailure {options.OnFailure}",
            options.OnValidationFailure == default ? null : $"-OnValidationFailure {options.OnValidationFailure}",
            options.ThrottleLimit == 0 ? null : $"-ThrottleLimit {options.ThrottleLimit}",
            options.CommitTimeout is { } limit ? $"-CommitTimeout {limit}" : null,
            options.Deadline is { } end ? $"-Deadline {end:u}" : null,
            options.CommitFailover ? "-CommitFailover" : null,
        ];
        return string.Join(' ', words.Where(word => word is not null));
    }

    /// <summary>Reads what is named as the command does, before any fault strikes.</summary>
    private async Task<JourneyEntry[]> EntriesAsync(IReadOnlyList<object> named)
    {
        FakeFault[] faults = [.. Service.Faults];
        Service.Faults.Clear();
        var entries = new List<JourneyEntry>();
        foreach (object one in named)
        {
            RecoveryPlan? plan = one is FakePlan known ? await Service.FindPlanAsync(known.Id, default) : null;
            IEnumerable<ArmId> ids = plan is null
                ? [((FakeItem)one).Id]
                : (await Paging.AllAsync(c => Service.ListItemsAsync(new ItemFilter { RecoveryPlanName = plan.Name }, c, default)))
                .Select(item => item.Id);
            foreach (ArmId id in ids.Where(id => !entries.Exists(entry => entry.Item.Id == id)))
            {
                ReplicatedItem item = (await Service.FindItemAsync(id, default))! with { Vault = Vault };
                entries.Add(new JourneyEntry { Item = item, Plan = plan, Target = plan?.Name ?? id.Name });
            }
        }

        Service.Faults.AddRange(faults);
        return [.. entries];
    }
}
