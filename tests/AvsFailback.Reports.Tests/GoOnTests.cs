using System;
using System.IO;
using System.Linq;

namespace AvsFailback.Reports.Tests;

/// <summary>Which run a new start goes on with.</summary>
public sealed class GoOnTests : IDisposable
{
    private static readonly DateTimeOffset Start = Scratch.Start;

    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData(null, true)]
    [InlineData(FailbackRunOutcome.DeadlineReached, true)]
    [InlineData(FailbackRunOutcome.Cancelled, true)]
    [InlineData(FailbackRunOutcome.AwaitingCommit, true)]
    [InlineData(FailbackRunOutcome.PartiallySucceeded, true)]
    [InlineData(FailbackRunOutcome.Failed, true)]
    [InlineData(FailbackRunOutcome.Succeeded, false)]
    [InlineData(FailbackRunOutcome.Planned, false)]
    public void A_run_that_is_not_over_is_gone_on_with(FailbackRunOutcome? outcome, bool goesOn)
    {
        foreach (string? path in new[] { null, _scratch.File("a.jsonl") })
        {
            string first = Run(path, Start, ["sql01", "web01"], outcome);

            using IRunJournal journal = _scratch.Reports.Open(path, Scratch.Request(Start.AddHours(3), "web01", "app01"));

            Assert.Equal(goesOn, journal.RunId == first);
            Assert.Equal(goesOn ? 3 + (outcome is null ? 0 : 1) : 0, journal.Earlier.Count);
        }
    }

    [Fact]
    public void A_run_that_was_gone_on_with_is_one_run_and_counts_its_restarts()
    {
        string id = Run(null, Start, ["sql01"], null);
        Assert.Equal(id, Run(null, Start.AddHours(1), ["sql01"], FailbackRunOutcome.Succeeded));

        FailbackRun run = Assert.Single(_scratch.Reports.Read(null));

        Assert.Equal((id, 1, FailbackRunOutcome.Succeeded, TimeSpan.FromHours(2)), (run.Id, run.Restarts, run.Outcome, run.Duration));
        Assert.NotEqual(id, Run(null, Start.AddHours(5), ["sql01"], null));
        Assert.Equal($"vault1-{id}.jsonl", Path.GetFileName(run.JournalPath));
    }

    [Theory]
    [InlineData(6.9, true)]
    [InlineData(7.1, false)]
    public void What_is_older_than_the_vault_s_jobs_is_not_gone_on_with(double days, bool goesOn)
    {
        string first = Run(null, Start, ["sql01"], null);

        Assert.Equal(goesOn, Open(null, Start.AddDays(days), false, "sql01") == first);
    }

    [Fact]
    public void A_run_of_other_VMs_or_of_another_vault_is_not_gone_on_with()
    {
        string path = _scratch.File("a.jsonl");
        string first = Run(path, Start, ["sql01"], null);

        Assert.NotEqual(first, Open(path, Start.AddHours(1), false, "web01"));
        ArmId other = ArmId.Parse(Scratch.Vault.ToString().Replace("vault1", "vault2", StringComparison.Ordinal));
        using (IRunJournal journal = _scratch.Reports.Open(path, Scratch.Request(Start, "sql01") with { VaultId = other }))
        {
            Assert.NotEqual(first, journal.RunId);
        }

        ArmId shouted = ArmId.Parse("/SUBSCRIPTIONS" + Scratch.Vault.ToString()["/subscriptions".Length..].ToUpperInvariant());
        using IRunJournal same = _scratch.Reports.Open(path, Scratch.Request(Start, "sql01") with { VaultId = shouted });
        Assert.Equal(first, same.RunId);
    }

    [Fact]
    public void A_rehearsal_on_an_emulated_vault_is_never_taken_for_the_real_one()
    {
        string rehearsal = Run(null, Start, ["sql01"], null, isEmulated: true);

        Assert.NotEqual(rehearsal, Open(null, Start.AddHours(1), false, "sql01"));
        Assert.Equal(rehearsal, Open(null, Start.AddHours(1), true, "sql01"));
    }

    [Fact]
    public void A_run_in_the_future_belongs_to_another_emulator_s_life_but_a_real_clock_may_be_set_back()
    {
        string emulated = Run(null, Start.AddHours(2), ["sql01"], null, isEmulated: true);
        string real = Run(null, Start.AddHours(2), ["sql01"], null);

        Assert.NotEqual(emulated, Open(null, Start, true, "sql01"));
        Assert.Equal(real, Open(null, Start, false, "sql01"));
    }

    [Theory]
    [InlineData("one", "one", true)]
    [InlineData("one", "two", false)]
    [InlineData("one", null, false)]
    [InlineData(null, "two", false)]
    [InlineData(null, null, true)]
    public void A_new_emulator_goes_on_with_no_dead_one_s_run(string? before, string? now, bool goesOn)
    {
        string id;
        using (IRunJournal journal = _scratch.Reports.Open(null, Scratch.Request(Start, "sql01") with { IsEmulated = true, EmulatorLife = before }))
        {
            id = journal.RunId;
            Scratch.Begin(journal, Start, isEmulated: true, before, ["sql01"]);
        }

        using IRunJournal next = _scratch.Reports.Open(null, Scratch.Request(Start.AddHours(1), "sql01") with { IsEmulated = true, EmulatorLife = now });

        Assert.Equal(goesOn, next.RunId == id);
    }

    [Fact]
    public void The_latest_run_of_each_VM_decides()
    {
        string path = _scratch.File("a.jsonl");
        string first = Run(path, Start, ["sql01", "web01"], FailbackRunOutcome.Failed);
        Write(path, "20260302-100000-aaaa", Start.AddHours(2), ["web01"], FailbackRunOutcome.Succeeded);

        Assert.Equal(first, Open(path, Start.AddHours(4), false, "web01", "sql01"));
        Assert.NotEqual(first, Open(path, Start.AddHours(4), false, "web01"));
    }

    [Fact]
    public void Two_commands_at_once_keep_a_journal_each_in_the_default_folder()
    {
        using IRunJournal one = _scratch.Reports.Open(null, Scratch.Request(Start, "sql01"));
        Scratch.Begin(one, Start, false, "sql01");
        using IRunJournal two = _scratch.Reports.Open(null, Scratch.Request(Start, "sql01"));
        Scratch.Begin(two, Start, false, "sql01");

        Assert.NotEqual(one.Path, two.Path);
        Assert.Equal(2, _scratch.Reports.Read(null).Count(run => run.Outcome == FailbackRunOutcome.Running));
    }

    [Fact]
    public void The_default_folder_is_for_its_user_alone()
    {
        string id = Run(null, Start, ["sql01"], null);

        Assert.True(File.Exists(Path.Combine(_scratch.Reports.DefaultFolder, $"vault1-{id}.jsonl")));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_scratch.Reports.DefaultFolder));
        }
    }

    [Fact]
    public void Other_files_in_the_default_folder_are_nobody_s_run()
    {
        Run(null, Start, ["sql01"], FailbackRunOutcome.Succeeded);
        File.WriteAllText(Path.Combine(_scratch.Reports.DefaultFolder, "vault1-20260302-080000-0000.jsonl"), "not a journal\n");
        File.WriteAllText(Path.Combine(_scratch.Reports.DefaultFolder, "vault1-notes.jsonl"), "not a journal\n");

        Assert.NotEmpty(Open(null, Start, false, "sql01"));
        Assert.Single(_scratch.Reports.Read(null));
    }

    private string Open(string? path, DateTimeOffset now, bool isEmulated, params string[] items)
    {
        using IRunJournal journal = _scratch.Reports.Open(path, Scratch.Request(now, items) with { IsEmulated = isEmulated });
        return journal.RunId;
    }

    private string Run(string? path, DateTimeOffset now, string[] items, FailbackRunOutcome? outcome, bool isEmulated = false)
    {
        using IRunJournal journal = _scratch.Reports.Open(path, Scratch.Request(now, items) with { IsEmulated = isEmulated });
        Scratch.Begin(journal, now, isEmulated, items);
        if (outcome is { } end)
        {
            Scratch.End(journal, now.AddHours(1), end);
        }

        return journal.RunId;
    }

    /// <summary>A run that was begun by itself although another could have been gone on with.</summary>
    private static void Write(string path, string id, DateTimeOffset now, string[] items, FailbackRunOutcome outcome)
    {
        using var held = new Held(path, id);
        Scratch.Begin(held, now, false, items);
        Scratch.End(held, now.AddHours(1), outcome);
    }

    private sealed class Held(string path, string id) : IRunJournal
    {
        public string Path => path;

        public string RunId => id;

        public System.Collections.Generic.IReadOnlyList<FailbackRunEvent> Earlier => [];

        public void Write(FailbackRunEvent happened) => File.AppendAllText(path, EventText.Write(happened) + "\n");

        public void Dispose()
        {
        }
    }
}
