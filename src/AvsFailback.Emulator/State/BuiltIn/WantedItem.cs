using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;

namespace AvsFailback.Emulator.State.BuiltIn;

/// <summary>A VM of a vault that is to be made, as its maker describes it.</summary>
internal sealed class WantedItem
{
    public const string RunningInAzure = "RunningInAzure";
    public const string ReplicatingToAvs = "ReplicatingToAvs";
    public const string ReadyToFailBack = "ReadyToFailBack";
    public const string FailingBack = "FailingBack";
    public const string FailedBack = "FailedBack";
    public const string Committed = "Committed";
    public const string ReplicatingToAzure = "ReplicatingToAzure";
    public const string Protected = "Protected";
    public const string FailedOver = "FailedOver";

    private static readonly string[] Keys = ["Name", "Architecture", "Phase", "OsType", "Health", "RecoveryPoints", "ReplicationGroup", "AgentRegistrationDelay"];

    private static readonly string[] Phases =
        [FailedOver, RunningInAzure, ReplicatingToAvs, ReadyToFailBack, FailingBack, FailedBack, Committed, ReplicatingToAzure, Protected];

    private static readonly Regex NameForm = new(@"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$", RegexOptions.CultureInvariant);

    public string Name { get; private set; } = string.Empty;

    public bool IsClassic { get; private set; }

    public bool IsWindows { get; private set; } = true;

    public string Phase { get; private set; } = RunningInAzure;

    public bool IsCritical { get; private set; }

    public bool HasNoPoints { get; private set; }

    public string? ReplicationGroup { get; private set; }

    public double? AgentDelay { get; private set; }

    public bool AgentNeverRegisters { get; private set; }

    /// <exception cref="ArgumentException">A key is unknown or a value doesn't fit; the message names it and what would.</exception>
    public static IReadOnlyList<WantedItem> ReadAll(IEnumerable<IDictionary> given)
    {
        WantedItem[] all = [.. given.Select(Read)];
        if (all.Length == 0)
        {
            throw new ArgumentException("A vault needs at least one item.", nameof(given));
        }

        return all.GroupBy(i => i.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1) is { } twice
            ? throw new ArgumentException($"The item '{twice.Key}' is described twice.", nameof(given))
            : all;
    }

    public BuiltInVm ToVm(int index, Identifiers ids)
    {
        string guid = ids.Guid("item", Name);
        return new BuiltInVm(Name, IsClassic ? guid : "vcenter01_" + guid, IsClassic, IsWindows, $"10.60.{1 + (index / 200)}.{11 + (index % 200)}", [128]);
    }

    private static WantedItem Read(IDictionary given)
    {
        var item = new WantedItem();
        string name = Text(given.Keys.Cast<object>().Where(k => Is(k, "Name")).Select(k => given[k]).FirstOrDefault());
        if (!NameForm.IsMatch(name))
        {
            throw new ArgumentException(name.Length == 0 ? "An item needs a Name." : $"'{name}' isn't a Name for an item: letters, digits, dots, hyphens and underscores, 64 at most.", nameof(given));
        }

        foreach (DictionaryEntry entry in given)
        {
            string key = Keys.FirstOrDefault(k => Is(entry.Key, k))
                ?? throw new ArgumentException($"The item '{name}' has a key '{entry.Key}' that isn't known; known are {string.Join(", ", Keys)}.", nameof(given));
            item.Take(name, key, entry.Value);
        }

        return item;
    }

    private void Take(string name, string key, object? value)
    {
        switch (key)
        {
            case "Name":
                Name = name;
                break;
            case "Architecture":
                IsClassic = OneOf(name, key, value, "Modernized", "Classic") == "Classic";
                break;
            case "Phase":
                Phase = OneOf(name, key, value, Phases);
                break;
            case "OsType":
                IsWindows = OneOf(name, key, value, "Windows", "Linux") == "Windows";
                break;
            case "Health":
                IsCritical = OneOf(name, key, value, "Normal", "Critical") == "Critical";
                break;
            case "RecoveryPoints":
                HasNoPoints = OneOf(name, key, value, "Normal", "None") == "None";
                break;
            case "ReplicationGroup":
                ReplicationGroup = Text(value) is { Length: > 0 } group ? group : null;
                break;
            default:
                TakeDelay(name, key, value);
                break;
        }
    }

    private void TakeDelay(string name, string key, object? value)
    {
        AgentNeverRegisters = Is(value, "Never");
        if (AgentNeverRegisters)
        {
            return;
        }

        double? seconds = value is TimeSpan span ? span.TotalSeconds
            : double.TryParse(Text(value), NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number
            : TimeSpan.TryParse(Text(value), CultureInfo.InvariantCulture, out span) ? span.TotalSeconds
            : null;
        AgentDelay = seconds is >= 0 and < 315_576_000 ? seconds : throw Bad(name, key, value, ["seconds", "a span of time", "Never"]);
    }

    private static string OneOf(string name, string key, object? value, params string[] words) =>
        words.FirstOrDefault(w => Is(value, w)) ?? throw Bad(name, key, value, words);

    private static ArgumentException Bad(string name, string key, object? value, string[] words) =>
        new($"The item '{name}' can't have the {key} '{Text(value)}': write {string.Join(", ", words.Take(words.Length - 1))} or {words[words.Length - 1]}.", nameof(value));

    private static bool Is(object? value, string word) => string.Equals(Text(value), word, StringComparison.OrdinalIgnoreCase);

    private static string Text(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty;
}
