using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using AvsFailback.Emulator.Clock;
using AvsFailback.Emulator.State;
using AvsFailback.Emulator.State.BuiltIn;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.Snapshots;

/// <summary>A snapshot that was opened: which vault, when, with what settings. The resources are taken in by the reader.</summary>
internal sealed class SnapshotFile
{
    public const string Format = "avsfailback-snapshot/1";

    private readonly string? _path;

    private static readonly string[] KnownMembers = ["format", "vault", "utcNow", "resources", "emulator", "comment", "notes"];

    private SnapshotFile(string name, JObject root, string? path)
    {
        Name = name;
        Root = root;
        _path = path;
    }

    /// <summary>How messages call it.</summary>
    public string Name { get; }

    public JObject Root { get; }

    public VaultIdentity Identity { get; private set; } = null!;

    /// <summary>When the emulator's clock starts.</summary>
    public DateTimeOffset Start { get; private set; }

    /// <summary>When the resources were as they are written.</summary>
    public DateTimeOffset WrittenAt { get; private set; }

    public IReadOnlyList<JObject> Resources { get; private set; } = [];

    public JObject Emulator => Root["emulator"] as JObject ?? [];

    /// <summary>Opens the settings' snapshot, or the built-in vault; the "emulator" section's settings go into <paramref name="settings"/>.</summary>
    public static SnapshotFile Open(EmulatorSettings settings, Func<DateTimeOffset, JObject>? build = null)
    {
        SnapshotFile file;
        if (settings.SnapshotFile is null)
        {
            DateTimeOffset start = settings.StartTime ?? (settings.ClockMode == ClockMode.Virtual ? EmulatorSettings.VirtualStart : EmulatorClock.RealNow);
            file = new SnapshotFile("the built-in vault", (build ?? BuiltInVault.Build)(start), null);
        }
        else
        {
            file = new SnapshotFile(settings.SnapshotFile, ReadFile(settings.SnapshotFile), settings.SnapshotFile);
        }

        file.Check();
        SnapshotSettings.Apply(file, settings);
        settings.Settle();
        file.SettleTime(settings);
        return file;
    }

    /// <summary>Lets go of the resources: each would hold all others by way of their list.</summary>
    public void Detach()
    {
        (Root["resources"] as JArray)?.RemoveAll();
        Resources = [];
    }

    /// <summary>An error with its place in the file.</summary>
    public FormatException Error(JToken? at, string message)
    {
        // Lines cost much memory, so they are looked for only now.
        IJsonLineInfo? line = _path is null || at is null ? null : Json.Parse(File.ReadAllText(_path), withLines: true).SelectToken(at.Path);
        string place = line?.HasLineInfo() == true ? $"({line.LineNumber},{line.LinePosition})" : string.Empty;
        string path = at is null || at.Path.Length == 0 ? string.Empty : $" at '{at.Path}'";
        return new FormatException($"{Name}{place}: {message}{path}.");
    }

    private static JObject ReadFile(string path)
    {
        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new ArgumentException($"The snapshot '{path}' can't be read: {e.Message}", nameof(path), e);
        }

        try
        {
            return Json.Parse(text) as JObject ?? throw new FormatException($"{path}(1,1): a snapshot is a JSON object with \"format\" and \"resources\".");
        }
        catch (JsonReaderException e)
        {
            throw new FormatException($"{path}({e.LineNumber},{e.LinePosition}): this isn't JSON: {e.Message}", e);
        }
    }

    private void Check()
    {
        foreach (JProperty property in Root.Properties().Where(p => !KnownMembers.Contains(p.Name, StringComparer.Ordinal)))
        {
            throw Error(property, $"a snapshot has no member '{property.Name}'; it has {string.Join(", ", KnownMembers)}");
        }

        if (Root["format"] is { } format && (string?)format != Format)
        {
            throw Error(format, $"the format '{format}' isn't known here; this version reads '{Format}'");
        }

        if (Root["resources"] is not JArray resources)
        {
            throw Error(Root["resources"] ?? Root, "a snapshot needs \"resources\": a list of resources as their GETs return them");
        }

        if (Root["emulator"] is { } emulator and not JObject)
        {
            throw Error(emulator, "\"emulator\" must be an object");
        }

        foreach (JToken entry in resources)
        {
            if (entry is not JObject || entry.Text("id") is not { Length: > 1 } id || id[0] != '/')
            {
                throw Error(entry, "a resource is an object with an \"id\" that begins with a slash");
            }
        }

        Resources = [.. resources.Cast<JObject>()];
        string? vault = Root.Text("vault") ?? Resources.Select(r => VaultOf(r.Text("id")!)).FirstOrDefault(v => v is not null);
        if (vault is null)
        {
            throw Error(Root, "none of the resources belongs to a vault; write its ARM id as \"vault\"");
        }

        try
        {
            Identity = new VaultIdentity(vault);
        }
        catch (FormatException e)
        {
            throw Error(Root["vault"], e.Message.TrimEnd('.'));
        }
    }

    private static string? VaultOf(string id)
    {
        const string Marker = "/providers/Microsoft.RecoveryServices/vaults/";
        int at = id.IndexOf(Marker, StringComparison.OrdinalIgnoreCase);
        if (at < 0)
        {
            return null;
        }

        int end = id.IndexOf('/', at + Marker.Length);
        return end < 0 ? id : id.Substring(0, end);
    }

    private void SettleTime(EmulatorSettings settings)
    {
        DateTimeOffset? written = null;
        if (Root["utcNow"] is { } token)
        {
            written = Instants.Read((string?)token) ?? throw Error(token, $"'{token}' isn't an instant such as 2026-03-02T08:00:00Z");
        }

        DateTimeOffset usual = settings.ClockMode switch
        {
            ClockMode.Virtual => written ?? EmulatorSettings.VirtualStart,
            ClockMode.Scaled => written ?? EmulatorClock.RealNow,
            _ => settings.SnapshotFile is null ? written!.Value : EmulatorClock.RealNow,
        };
        Start = settings.StartTime ?? usual;
        WrittenAt = written ?? Heartbeats.Newest(Resources) ?? Start;
    }
}
