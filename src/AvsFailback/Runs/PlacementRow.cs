using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using AvsFailback.Pipeline;
using AvsFailback.Readiness;

namespace AvsFailback.Runs;

/// <summary>What <c>-Placement</c> says of one VM, or of those that a name with wildcards fits.</summary>
internal sealed class PlacementRow
{
    private static readonly string[] Columns =
    [
        "Name", "Id", "Wave", "ProcessServer", "MasterTarget", "Appliance", "Datastore", "RetentionVolume", "RunAsAccount", "Policy", "LogStorageAccount", "AzureVM",
        "ProcessServerToAzure", "PolicyToAzure",
    ];

    private static readonly string[] Comments = ["Comment", "Comments", "Note", "Notes", "Remark", "Remarks", "Description"];

    private readonly Dictionary<string, string> _cells = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Takes a row in.</summary>
    /// <param name="cells">Its cells by column; empty ones count as not given.</param>
    /// <param name="source">What errors call it.</param>
    /// <exception cref="FailbackException">A column is unknown, or the row names no VM.</exception>
    public PlacementRow(IEnumerable<KeyValuePair<string, object?>> cells, object source)
    {
        Source = source;
        foreach (KeyValuePair<string, object?> cell in cells)
        {
            if (IsComment(cell.Key))
            {
                continue;
            }

            if (!Columns.Contains(cell.Key, StringComparer.OrdinalIgnoreCase))
            {
                throw new FailbackException("UnknownColumn", FailbackErrorCategory.InvalidInput, $"-Placement knows no column '{cell.Key}'.", $"Columns are {ColumnList}; and Comment, Note, Remark, Description or any that begins with # for people.", cell.Key);
            }

            string text = Convert.ToString(cell.Value is PSObject wrapped ? wrapped.BaseObject : cell.Value, CultureInfo.InvariantCulture)?.Trim() ?? string.Empty;
            if (text.Length > 0)
            {
                _cells[cell.Key] = text;
            }
        }

        if (this["Name"] is null && this["Id"] is null)
        {
            throw new FailbackException("PlacementWithoutName", FailbackErrorCategory.InvalidInput, "A row of -Placement says for no VM.", "Give it a Name or an Id. Name='*' is for all VMs of the command that have no row of their own.", source);
        }
    }

    /// <summary>The columns, for error messages.</summary>
    public static string ColumnList => string.Join(", ", Columns);

    /// <summary>What errors name as their target.</summary>
    public object Source { get; }

    /// <summary>What the row calls its VM.</summary>
    public string Label => this["Name"] ?? this["Id"]!;

    /// <summary>Whether it is for all VMs that its name fits and that have no other row; not where one of them is called so.</summary>
    public bool IsPatternFor(IReadOnlyCollection<ReplicatedItem> items) => this["Id"] is null && Names.IsPattern(Label) && Names.Exactly(Label, items, item => item.Name).Count == 0;

    /// <summary>The Azure VM.</summary>
    public ArmId? AzureVm => AzureVMs.Read(this["AzureVM"]);

    /// <summary>The wave.</summary>
    public int? Wave => this["Wave"] is not { } text ? null
        : int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out int wave) && wave > 0 ? wave
        : throw new FailbackException("BadWave", FailbackErrorCategory.InvalidInput, $"'{text}' isn't a wave for {Label}.", "Waves are whole numbers from 1 on; the lowest goes first.", text);

    /// <summary>Columns for people: what tables are kept with besides, and the empty ones that spreadsheets leave at the end.</summary>
    private static bool IsComment(string column) =>
        column.Trim().Length == 0 || column[0] == '#' || Comments.Contains(column, StringComparer.OrdinalIgnoreCase);

    private string? this[string column] => _cells.TryGetValue(column, out string? text) ? text : null;

    /// <summary>The VMs that the row is for.</summary>
    public IReadOnlyList<ReplicatedItem> Of(IReadOnlyCollection<ReplicatedItem> items) =>
        this["Id"] is { } id ? [.. items.Where(item => Names.Same(item.Id.ToString(), id.TrimEnd('/')))] : Names.Among(Label, items, item => item.Name);

    /// <summary>The inputs for a reprotect to AVS.</summary>
    public ReprotectChoices ToAvs => new()
    {
        ProcessServer = this["ProcessServer"],
        MasterTarget = this["MasterTarget"],
        Appliance = this["Appliance"],
        Datastore = this["Datastore"],
        RetentionVolume = this["RetentionVolume"],
        RunAsAccount = this["RunAsAccount"],
        Policy = this["Policy"],
        LogStorageAccount = this["LogStorageAccount"],
        // The row is for both reprotects, and a pattern for VMs of both architectures.
        IsForSeveralKinds = true,
    };

    /// <summary>The inputs for the reprotect that the item needs next: the row's, and where it is silent those that are for all.</summary>
    public ReprotectChoices For(ReplicatedItem item, ReprotectChoices all)
    {
        ReprotectChoices own = item.Direction == ReplicationDirection.AvsToAzure ? ToAvs : ToAzure(isOnlyStep: true);
        return own with
        {
            ProcessServer = own.ProcessServer ?? all.ProcessServer,
            MasterTarget = own.MasterTarget ?? all.MasterTarget,
            Appliance = own.Appliance ?? all.Appliance,
            Datastore = own.Datastore ?? all.Datastore,
            RetentionVolume = own.RetentionVolume ?? all.RetentionVolume,
            RunAsAccount = own.RunAsAccount ?? all.RunAsAccount,
            Policy = own.Policy ?? all.Policy,
            LogStorageAccount = own.LogStorageAccount ?? all.LogStorageAccount,
        };
    }

    /// <summary>The inputs for a reprotect to Azure. The policy towards AVS is none for this direction, so it has a column of its own.</summary>
    /// <param name="isOnlyStep">Whether it is the only reprotect that is left to do: then the policy is meant for it.</param>
    public ReprotectChoices ToAzure(bool isOnlyStep) => ToAvs with
    {
        ProcessServer = this["ProcessServerToAzure"] ?? this["ProcessServer"],
        Policy = this["PolicyToAzure"] ?? (isOnlyStep ? this["Policy"] : null),
    };
}
