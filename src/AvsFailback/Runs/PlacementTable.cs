using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using AvsFailback.Pipeline;

namespace AvsFailback.Runs;

/// <summary>All that <c>-Placement</c> says: rows of CSV files, hashtables or objects.</summary>
internal sealed class PlacementTable
{
    private readonly List<PlacementRow> _rows = [];

    /// <summary>Takes in what a cmdlet's parameter was given.</summary>
    public static PlacementTable Read(PSCmdlet cmdlet, IEnumerable<object> given) => Read(given, path => FilePaths.Existing(cmdlet, path, "Give the path of a CSV file, or hashtables."));

    /// <summary>Takes in what the parameter was given.</summary>
    /// <param name="given">Paths of CSV files; hashtables or objects, each a row; hashtables of name → row.</param>
    /// <param name="pathOf">The full path of a file, which has to exist.</param>
    /// <exception cref="FailbackException">Something makes no sense.</exception>
    public static PlacementTable Read(IEnumerable<object> given, Func<string, string> pathOf)
    {
        var table = new PlacementTable();
        foreach (object entry in given)
        {
            object value = entry is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : entry;
            switch (value)
            {
                case string path:
                    table.AddFile(path, pathOf(path));
                    break;
                case FileInfo file:
                    table.AddFile(file.FullName, pathOf(file.FullName));
                    break;
                case IDictionary map when map.Count > 0 && map.Values.Cast<object?>().All(IsRow):
                    table.AddMap(map);
                    break;
                default:
                    table._rows.Add(new PlacementRow(CellsOf(value), value));
                    break;
            }
        }

        return table;
    }

    /// <summary>The rows that are for none of these VMs: one table serves the whole vault, plan after plan.</summary>
    public IReadOnlyList<PlacementRow> RowsOfOthers(IReadOnlyList<ReplicatedItem> items) => [.. _rows.Where(row => row.Of(items).Count == 0)];

    /// <summary>A row that is for no VM of the vault either has a wrong name.</summary>
    /// <exception cref="FailbackException">There is such a row.</exception>
    public static void DemandKnown(IReadOnlyList<PlacementRow> rows, IReadOnlyList<ReplicatedItem> vault, IReadOnlyList<ReplicatedItem> items)
    {
        if (rows.FirstOrDefault(row => row.Of(vault).Count == 0) is { } unknown)
        {
            string[] known = [.. items.Select(item => item.Name).Take(10)];
            throw new FailbackException("UnknownPlacement", FailbackErrorCategory.NotFound, $"-Placement has a row for '{unknown.Label}', and no VM of the vault is named so.", $"The command is for {string.Join(", ", known)}{(items.Count > known.Length ? $" and {items.Count - known.Length} more" : string.Empty)}. Correct the name, or leave the row out.", unknown.Label);
        }
    }

    /// <summary>The entries with what the table says of each.</summary>
    /// <exception cref="FailbackException">A row names several VMs of the run, or one that has a row already.</exception>
    public IReadOnlyList<JourneyEntry> Apply(IReadOnlyList<JourneyEntry> entries)
    {
        IReadOnlyDictionary<ArmId, PlacementRow> rowOf = RowsOf([.. entries.Select(entry => entry.Item)]);
        return [.. entries.Select(entry => rowOf.TryGetValue(entry.Item.Id, out PlacementRow? row) ? Apply(entry, row) : entry)];
    }

    /// <summary>The row of each VM that has one.</summary>
    /// <exception cref="FailbackException">A row names several VMs, or one that has a row already, or one Azure VM stands for several.</exception>
    public IReadOnlyDictionary<ArmId, PlacementRow> RowsOf(IReadOnlyList<ReplicatedItem> items)
    {
        var rowOf = new Dictionary<ArmId, PlacementRow>();
        Dictionary<PlacementRow, bool> isPattern = _rows.ToDictionary(row => row, row => row.IsPatternFor(items));
        foreach (PlacementRow row in _rows.OrderBy(row => isPattern[row]))
        {
            IReadOnlyList<ReplicatedItem> fitting = row.Of(items);
            if (!isPattern[row] && fitting.Count > 1)
            {
                throw new FailbackException("AmbiguousPlacement", FailbackErrorCategory.Ambiguous, $"-Placement has a row for '{row.Label}', and {fitting.Count} VMs of this command are named so.", $"Give the row an Id instead: {string.Join(", ", fitting.Select(item => item.Id))}.", row.Label);
            }

            foreach (ReplicatedItem item in fitting)
            {
                if (!rowOf.TryGetValue(item.Id, out PlacementRow? other))
                {
                    rowOf.Add(item.Id, row);
                }
                else if (isPattern[row] == isPattern[other])
                {
                    throw new FailbackException("DuplicatePlacement", FailbackErrorCategory.Ambiguous, $"-Placement has two rows for {item.Name}: '{other.Label}' and '{row.Label}'.", "Leave one row for each VM.", item.Name);
                }
            }
        }

        DemandOwnAzureVms(items, rowOf);
        return rowOf;
    }

    /// <summary>An Azure VM is one VM's: its being off says nothing of another's.</summary>
    private static void DemandOwnAzureVms(IReadOnlyList<ReplicatedItem> items, Dictionary<ArmId, PlacementRow> rowOf)
    {
        var named = items.Where(item => rowOf.TryGetValue(item.Id, out PlacementRow? row) && row.AzureVm is not null).Select(item => (item.Name, Vm: rowOf[item.Id].AzureVm!));
        if (named.GroupBy(pair => pair.Vm).FirstOrDefault(same => same.Skip(1).Any()) is { } shared)
        {
            throw new FailbackException("AzureVmOfSeveral", FailbackErrorCategory.InvalidInput, $"-Placement names the Azure VM {shared.Key.Name} for several VMs: {string.Join(", ", shared.Select(pair => pair.Name))}.", "Each VM has an Azure VM of its own: give each a row with its own AzureVM.", shared.Key);
        }
    }

    private static JourneyEntry Apply(JourneyEntry entry, PlacementRow row) => entry with
    {
        Placement = row.ToAvs,
        PlacementToAzure = row.ToAzure(entry.Item.Phase is ReplicationPhase.FailedBack or ReplicationPhase.Committed or ReplicationPhase.ReplicatingToAzure),
        AzureVm = row.AzureVm,
        Wave = row.Wave,
    };

    private void AddFile(string name, string path)
    {
        string text;
        try
        {
            text = CsvText.Decode(File.ReadAllBytes(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FailbackException("BadPlacement", FailbackErrorCategory.InvalidInput, $"'{path}' can't be read: {e.Message}", "Close it in the program that holds it, or copy it.", name, e);
        }

        _rows.AddRange(CsvText.Read(text, name).Select(cells => new PlacementRow(cells.Select(cell => new KeyValuePair<string, object?>(cell.Key, cell.Value)), name)));
    }

    private void AddMap(IDictionary map)
    {
        foreach (DictionaryEntry pair in map)
        {
            var name = new KeyValuePair<string, object?>(ArmId.TryParse(pair.Key.ToString()!, out _) ? "Id" : "Name", pair.Key);
            _rows.Add(new PlacementRow([name, .. CellsOf(pair.Value!)], pair.Key));
        }
    }

    private static bool IsRow(object? value) => value is IDictionary or PSObject { BaseObject: IDictionary or PSCustomObject };

    private static IEnumerable<KeyValuePair<string, object?>> CellsOf(object row)
    {
        object value = row is PSObject { BaseObject: IDictionary wrapped } ? wrapped : row;
        return value switch
        {
            IDictionary map => [.. map.Cast<DictionaryEntry>().Select(pair => new KeyValuePair<string, object?>(pair.Key.ToString()!, pair.Value))],
            PSObject { BaseObject: PSCustomObject } custom => [.. custom.Properties.Select(property => new KeyValuePair<string, object?>(property.Name, property.Value))],
            _ => throw new FailbackException("BadPlacement", FailbackErrorCategory.InvalidInput, $"-Placement doesn't take '{row}'.", "Give the path of a CSV file, hashtables or objects with a Name each, or a hashtable of name → hashtable.", row),
        };
    }
}
