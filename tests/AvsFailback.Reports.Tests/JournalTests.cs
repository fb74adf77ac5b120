using System;
using System.IO;
using System.Linq;

namespace AvsFailback.Reports.Tests;

public sealed class JournalTests : IDisposable
{
    private static readonly DateTimeOffset Start = Scratch.Start;

    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void A_run_is_read_as_it_was_written()
    {
        string path = _scratch.File("a.jsonl");
        using (IRunJournal journal = _scratch.Reports.Open(path, Scratch.Request(Start, "sql01")))
        {
            Assert.Matches(@"^20260302-080000-[0-9a-f]{4}$", journal.RunId);
            Assert.Empty(journal.Earlier);
            Scratch.Begin(journal, Start, false, "sql01");
            Scratch.FailBack(journal, Start.AddMinutes(1), "sql01");
            Scratch.End(journal, Start.AddHours(1), FailbackRunOutcome.AwaitingCommit);
        }

        FailbackRun run = Assert.Single(_scratch.Reports.Read(path));
        FailbackRunItem item = Assert.Single(run.Items);
        FailbackRunStep step = Assert.Single(item.Steps);

        Assert.Equal((FailbackRunOutcome.AwaitingCommit, "vault1", "ops@contoso.com", path), (run.Outcome, run.VaultName, run.StartedBy, run.JournalPath));
        Assert.Equal((TimeSpan.FromHours(1), TimeSpan.FromMinutes(20), new TimeSpan(0, 5, 2)), (run.Duration, run.Rto, run.AchievedRpo));
        Assert.Equal(("sql01", "Finance", 2, ReplicationPhase.FailedBack), (item.Name, item.Plan, item.Wave, item.Phase));
        Assert.Equal((FailbackAction.FailBack, JobState.Succeeded, "r-1", TimeSpan.FromMinutes(1)), (step.Action, step.State, step.ClientRequestId, step.WaitingTime));
        Assert.False(File.Exists(path + ".lock"));
    }

    [Fact]
    public void It_is_UTF8_without_a_mark_a_line_an_event_and_its_first_line_says_what_it_is()
    {
        string path = _scratch.File("a.jsonl");
        using (IRunJournal journal = _scratch.Reports.Open(path, Scratch.Request(Start, "größe")))
        {
            Scratch.Begin(journal, Start, false, "größe");
        }

        byte[] bytes = File.ReadAllBytes(path);
        string[] lines = File.ReadAllText(path).Split('\n');
        Assert.Equal((byte)'{', bytes[0]);
        Assert.Equal("""{"avsFailbackJournal":1}""", lines[0]);
        Assert.Contains("größe", lines[2], StringComparison.Ordinal);
        Assert.Equal(["", "{", "{", "{"], lines.Select(line => line.Length == 0 ? "" : line[..1]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Only_one_command_writes_a_journal_and_others_read_it_meanwhile()
    {
        string path = _scratch.File("a.jsonl");
        using (IRunJournal journal = _scratch.Reports.Open(path, Scratch.Request(Start, "sql01")))
        {
            Scratch.Begin(journal, Start, false, "sql01");

            FailbackException error = Assert.Throws<FailbackException>(() => _scratch.Reports.Open(path, Scratch.Request(Start, "web01")));

            Assert.Equal("JournalInUse", error.ErrorId);
            Assert.Equal(FailbackRunOutcome.Running, Assert.Single(_scratch.Reports.Read(path)).Outcome);
        }

        FailbackRun killed = Assert.Single(_scratch.Reports.Read(path));
        Assert.Equal(FailbackRunOutcome.Interrupted, killed.Outcome);
        Assert.StartsWith("Rerun the Invoke-AvsFailback command: it resumes", killed.NextStep, StringComparison.Ordinal);
        _scratch.Reports.Open(path, Scratch.Request(Start, "web01")).Dispose();
    }

    [Fact]
    public void An_end_that_was_cut_off_anywhere_is_left_out_and_the_next_event_stands_on_a_line_of_its_own()
    {
        string whole = _scratch.File("whole.jsonl");
        using (IRunJournal journal = _scratch.Reports.Open(whole, Scratch.Request(Start, "sql01")))
        {
            Scratch.Begin(journal, Start, false, "sql01");
            journal.Write(Scratch.Of(journal, Start, FailbackRunEventKind.Warning, "sql01") with { Text = "größer" });
        }

        byte[] bytes = File.ReadAllBytes(whole);
        string id = _scratch.Reports.Read(whole)[0].Id;
        int afterStart = Array.IndexOf(bytes, (byte)'\n', Array.IndexOf(bytes, (byte)'\n') + 1);
        for (int length = 0; length < bytes.Length; length++)
        {
            string cut = _scratch.File("cut.jsonl");
            File.WriteAllBytes(cut, bytes[..length]);

            using (IRunJournal journal = _scratch.Reports.Open(cut, Scratch.Request(Start.AddMinutes(1), "sql01")))
            {
                Scratch.Begin(journal, Start.AddMinutes(1), false, "sql01");
                Scratch.End(journal, Start.AddMinutes(2), FailbackRunOutcome.Succeeded);
            }

            FailbackRun run = _scratch.Reports.Read(cut)[0];
            Assert.Equal((FailbackRunOutcome.Succeeded, 1), (run.Outcome, run.Items.Count));
            Assert.True(length >= afterStart || run.Id != id, $"cut at {length}");
        }
    }

    [Theory]
    [InlineData("hello\n")]
    [InlineData("{\"other\":1}\n")]
    [InlineData("{\"avsFailbackJournal\":\"x\"}\n")]
    [InlineData("a\0b")]
    public void A_file_that_is_no_journal_is_told_and_left_alone(string text)
    {
        string path = _scratch.Save("mine.jsonl", text);

        Assert.Equal("NotAJournal", Assert.Throws<FailbackException>(() => _scratch.Reports.Open(path, Scratch.Request(Start, "sql01"))).ErrorId);
        Assert.Equal("NotAJournal", Assert.Throws<FailbackException>(() => _scratch.Reports.Read(path)).ErrorId);

        Assert.Equal(text, File.ReadAllText(path));
        Assert.Equal(["mine.jsonl"], Directory.GetFileSystemEntries(_scratch.Folder).Select(Path.GetFileName));
        Assert.Empty(_scratch.Reports.Read(_scratch.Folder));
    }

    [Fact]
    public void A_journal_of_a_version_that_cannot_be_read_is_told()
    {
        string path = _scratch.Save("new.jsonl", "{\"avsFailbackJournal\":2}\n");

        Assert.Equal("JournalTooNew", Assert.Throws<FailbackException>(() => _scratch.Reports.Read(path)).ErrorId);
        Assert.Equal("JournalTooNew", Assert.Throws<FailbackException>(() => _scratch.Reports.Open(path, Scratch.Request(Start, "sql01"))).ErrorId);
    }

    [Fact]
    public void A_place_that_cannot_be_written_is_told()
    {
        Assert.Equal("JournalNotWritten", Assert.Throws<FailbackException>(() => _scratch.Reports.Open(_scratch.Folder, Scratch.Request(Start, "sql01"))).ErrorId);
        Assert.Equal("JournalNotWritten", Assert.Throws<FailbackException>(() => _scratch.Reports.Open(_scratch.File("no/such/a.jsonl"), Scratch.Request(Start, "sql01"))).ErrorId);
        Assert.Equal("JournalNotFound", Assert.Throws<FailbackException>(() => _scratch.Reports.Read(_scratch.File("nosuch"))).ErrorId);
        Assert.Empty(_scratch.Reports.Read(null));
    }

    [Fact]
    public void Runs_are_read_newest_first_from_a_file_and_from_a_folder()
    {
        foreach ((string file, string item, int hour) in new[] { ("a.jsonl", "sql01", 2), ("a.jsonl", "web01", 3), ("b.jsonl", "app01", 1) })
        {
            using IRunJournal journal = _scratch.Reports.Open(_scratch.File(file), Scratch.Request(Start.AddHours(hour), item));
            Scratch.Begin(journal, Start.AddHours(hour), false, item);
            Scratch.End(journal, Start.AddHours(hour + 1), FailbackRunOutcome.Succeeded);
        }

        _scratch.Save("other.jsonl", "something else\n");

        Assert.Equal(["web01", "sql01", "app01"], _scratch.Reports.Read(_scratch.Folder).Select(run => run.Items[0].Name));
        Assert.Equal(["web01", "sql01"], _scratch.Reports.Read(_scratch.File("a.jsonl")).Select(run => run.Items[0].Name));
    }
}
