using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using AvsFailback.Emulator.Clock;

namespace AvsFailback.Emulator.State;

/// <summary>What the emulator was told, by options and by the snapshot's "emulator" section; options win.</summary>
internal sealed class EmulatorSettings
{
    /// <summary>When a virtual clock starts if nobody says; fixed, so that two runs are the same.</summary>
    public static readonly DateTimeOffset VirtualStart = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);

    private static readonly string[] KnownOptions =
        ["snapshot", "clock", "scale", "seed", "startTime", "publicEndpoint", "throttling", "namesRunningJob", "busyItemsOfferNothing", "commitDeletes", "scriptsRunAtFailback", "transcript"];

    public string? SnapshotFile { get; private set; }

    public ClockMode ClockMode { get; private set; } = ClockMode.Scaled;

    public double Scale { get; private set; } = 60;

    public int? SeedOption { get; private set; }

    public DateTimeOffset? StartTime { get; private set; }

    public Uri? PublicEndpoint { get; private set; }

    /// <summary>Where every exchange is written down; null where it isn't.</summary>
    public string? TranscriptFolder { get; private set; }

    public bool? ThrottlingOption { get; private set; }

    public bool? NamesRunningJobOption { get; private set; }

    public bool? BusyItemsOfferNothingOption { get; private set; }

    public string? CommitDeletesOption { get; private set; }

    public bool? ScriptsRunAtFailbackOption { get; private set; }

    public int Seed { get; set; } = 1;

    public bool Throttling { get; set; } = true;

    /// <summary>Whether an item's currentScenario names the job that runs on it; not proven for these providers (contract §4).</summary>
    public bool NamesRunningJob { get; set; } = true;

    /// <summary>Whether an item that names a running job allows nothing until that has ended: recorded with another provider (contract §4, H2A).</summary>
    public bool BusyItemsOfferNothing { get; set; } = true;

    /// <summary>How much of the Azure VM a failback's commit deletes: vm, nics or all. INFERRED: that the VM goes is documented, what becomes of the rest isn't.</summary>
    public string CommitDeletes { get; set; } = AzureSide.WithAll;

    /// <summary>Whether a plan's scripts run at a failback. INFERRED: one page of the documentation says "NA", another that a script can run in Azure before the shutdown (contract §8).</summary>
    public bool ScriptsRunAtFailback { get; set; }

    public int PageSize { get; set; } = 100;

    /// <summary>INFERRED: the service's own code for "agent not registered" on the way back to Azure was not found (contract §10).</summary>
    public string AgentNotRegisteredCode { get; set; } = "EmulatedAgentNotRegistered";

    /// <summary>Each duration is drawn from ± this share of itself, by seed, item, operation and count.</summary>
    public double DurationSpread { get; set; }

    public Durations Classic { get; } = Durations.Classic();

    public Durations Modernized { get; } = Durations.Modernized();

    public static EmulatorSettings Read(IDictionary<string, string> options)
    {
        var settings = new EmulatorSettings
        {
            TranscriptFolder = Environment.GetEnvironmentVariable(Http.Transcript.Variable) is { Length: > 0 } folder ? folder : null,
        };
        foreach (KeyValuePair<string, string> option in options)
        {
            settings.Take(option.Key, option.Value);
        }

        return settings;
    }

    /// <summary>Lets the options win over what the snapshot said.</summary>
    public void Settle()
    {
        Seed = SeedOption ?? Seed;
        Throttling = ThrottlingOption ?? Throttling;
        NamesRunningJob = NamesRunningJobOption ?? NamesRunningJob;
        BusyItemsOfferNothing = BusyItemsOfferNothingOption ?? BusyItemsOfferNothing;
        CommitDeletes = CommitDeletesOption ?? CommitDeletes;
        ScriptsRunAtFailback = ScriptsRunAtFailbackOption ?? ScriptsRunAtFailback;
    }

    private void Take(string name, string? value)
    {
        if (!KnownOptions.Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            throw new ArgumentException($"'{name}' isn't an option of the emulator; known are {string.Join(", ", KnownOptions)}.", nameof(name));
        }

        if (string.IsNullOrWhiteSpace(value))
        {
            throw new ArgumentException($"The option '{name}' is empty: give it a value or leave it out.", nameof(value));
        }

        switch (name.ToUpperInvariant())
        {
            case "SNAPSHOT":
                SnapshotFile = value;
                break;
            case "CLOCK":
                ClockMode = Enum.GetNames(typeof(ClockMode)).Contains(value, StringComparer.OrdinalIgnoreCase)
                    ? (ClockMode)Enum.Parse(typeof(ClockMode), value, ignoreCase: true)
                    : throw Bad(name, value, "real, scaled or virtual");
                break;
            case "SCALE":
                Scale = double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double scale) && scale > 0 && scale <= 1_000_000
                    ? scale
                    : throw Bad(name, value, "emulated seconds for each real second, a number above 0 and up to 1000000");
                break;
            case "SEED":
                SeedOption = int.TryParse(value, NumberStyles.Integer, CultureInfo.InvariantCulture, out int seed) ? seed : throw Bad(name, value, "an integer");
                break;
            case "STARTTIME":
                StartTime = Instants.Read(value) ?? throw Bad(name, value, "an ISO instant such as 2026-03-02T08:00:00Z");
                break;
            case "PUBLICENDPOINT":
                PublicEndpoint = Uri.TryCreate(value, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https" && uri!.AbsolutePath == "/"
                    ? uri
                    : throw Bad(name, value, "an http or https address without a path, such as https://localhost:8443/");
                break;
            case "TRANSCRIPT":
                TranscriptFolder = value;
                break;
            default:
                TakeSwitch(name, value!);
                break;
        }
    }

    /// <summary>Takes what switches a behaviour.</summary>
    private void TakeSwitch(string name, string value)
    {
        switch (name.ToUpperInvariant())
        {
            case "THROTTLING":
                ThrottlingOption = Flag(name, value);
                break;
            case "BUSYITEMSOFFERNOTHING":
                BusyItemsOfferNothingOption = Flag(name, value);
                break;
            case "COMMITDELETES":
                CommitDeletesOption = IsExtent(value) ? value : throw Bad(name, value, "vm, nics or all");
                break;
            case "SCRIPTSRUNATFAILBACK":
                ScriptsRunAtFailbackOption = Flag(name, value);
                break;
            default:
                NamesRunningJobOption = Flag(name, value);
                break;
        }
    }

    public static bool IsExtent(string? value) => value is AzureSide.Alone or AzureSide.WithNics or AzureSide.WithAll;

    private static bool Flag(string name, string value) => bool.TryParse(value, out bool flag) ? flag : throw Bad(name, value, "true or false");

    private static ArgumentException Bad(string name, string? value, string expected) =>
        new($"'{value}' doesn't fit the option '{name}': write {expected}.", name);
}
