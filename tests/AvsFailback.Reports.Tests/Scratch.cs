using System;
using System.IO;

namespace AvsFailback.Reports.Tests;

/// <summary>A folder of a test's own, and what its runs tell.</summary>
internal sealed class Scratch : IDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);

    public static readonly ArmId Vault = ArmId.Parse("/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/dr/providers/Microsoft.RecoveryServices/vaults/vault1");

    public string Folder { get; } = Directory.CreateTempSubdirectory("reports-").FullName;

    public RunReports Reports => new(Path.Combine(Folder, "default"));

    public string File(string name) => Path.Combine(Folder, name);

    public string Save(string name, string text)
    {
        System.IO.File.WriteAllText(File(name), text);
        return File(name);
    }

    public static ArmId Item(string name) => Vault.Append($"replicationFabrics/f/replicationProtectionContainers/c/replicationProtectedItems/{name}");

    public static ArmId Job(string name) => Vault.Append($"replicationJobs/{name}");

    public static RunJournalRequest Request(DateTimeOffset now, params string[] items) => new(Vault, Array.ConvertAll(items, Item), FailbackGoal.Protected, now);

    /// <summary>What the beginning of a run writes.</summary>
    public static void Begin(IRunJournal journal, DateTimeOffset now, bool isEmulated, params string[] items) => Begin(journal, now, isEmulated, null, items);

    /// <summary>What the beginning of a run in one of several emulators writes.</summary>
    public static void Begin(IRunJournal journal, DateTimeOffset now, bool isEmulated, string? life, string[] items)
    {
        journal.Write(new FailbackRunEvent
        {
            Kind = journal.Earlier.Count == 0 ? FailbackRunEventKind.RunStarted : FailbackRunEventKind.RunResumed,
            RunId = journal.RunId,
            Time = now,
            VaultId = Vault,
            VaultName = "vault1",
            IsEmulated = isEmulated,
            EmulatorLife = life,
            Until = FailbackGoal.Protected,
            StartedBy = "ops@contoso.com",
            IgnoredRules = ["V03"],
        });
        foreach (string item in items)
        {
            journal.Write(Of(journal, now, FailbackRunEventKind.ItemAdded, item) with { Phase = ReplicationPhase.ReadyToFailBack, Architecture = ReplicationArchitecture.Modernized, Wave = 2, Plan = "Finance" });
        }
    }

    /// <summary>A whole failback of a VM.</summary>
    public static void FailBack(IRunJournal journal, DateTimeOffset now, string item)
    {
        FailbackRunEvent e = Of(journal, now, FailbackRunEventKind.ActionIntended, item) with { Action = FailbackAction.FailBack, JobId = null };
        journal.Write(e with { ClientRequestId = "r-1", ObjectId = "object-1" });
        journal.Write(e with { Kind = FailbackRunEventKind.RecoveryPointSeen, RecoveryPointTime = now.AddMinutes(-5), RecoveryPointSource = RecoveryPointSource.NewestListed });
        journal.Write(e with { Kind = FailbackRunEventKind.ActionAccepted, JobId = Job("j-" + item), JobState = JobState.NotStarted });
        journal.Write(e with { Kind = FailbackRunEventKind.JobEnded, Time = now.AddMinutes(20), JobId = Job("j-" + item), JobState = JobState.Succeeded, JobStart = now.AddSeconds(2), JobEnd = now.AddMinutes(19) });
        journal.Write(e with { Kind = FailbackRunEventKind.PhaseChanged, Time = now.AddMinutes(20), Phase = ReplicationPhase.FailedBack });
    }

    /// <summary>The end of a run.</summary>
    public static void End(IRunJournal journal, DateTimeOffset now, FailbackRunOutcome outcome) =>
        journal.Write(new FailbackRunEvent { Kind = FailbackRunEventKind.RunEnded, RunId = journal.RunId, Time = now, RunOutcome = outcome, NextStep = outcome == FailbackRunOutcome.Succeeded ? string.Empty : "Look at it." });

    public static FailbackRunEvent Of(IRunJournal journal, DateTimeOffset now, FailbackRunEventKind kind, string item) =>
        new() { Kind = kind, RunId = journal.RunId, Time = now, ItemId = Item(item), Name = item };

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
