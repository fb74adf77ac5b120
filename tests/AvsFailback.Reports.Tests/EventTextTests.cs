using System;
using System.Reflection;

namespace AvsFailback.Reports.Tests;

public sealed class EventTextTests
{
    private static readonly JobError Error = new()
    {
        Code = "28031",
        Message = "Says \"no\",\nin two lines; größer",
        PossibleCauses = "causes",
        RecommendedAction = "action",
        Level = "Error",
        Time = Scratch.Start,
        ActivityId = "a",
        TaskId = "t",
        ProviderCode = "7",
        ProviderMessage = "m",
    };

    private static readonly FailbackRunEvent Full = new()
    {
        Time = Scratch.Start.AddTicks(1234567),
        Kind = FailbackRunEventKind.ItemAdded,
        RunId = "run-1",
        ItemId = Scratch.Item("sql01"),
        Name = "sql01",
        Plan = "Finance",
        Text = "text",
        Action = FailbackAction.FailBack,
        Phase = ReplicationPhase.FailingBack,
        JobId = Scratch.Job("j"),
        JobState = JobState.CompletedWithInformation,
        JobStart = Scratch.Start,
        JobEnd = Scratch.Start.AddMinutes(1),
        ClientRequestId = "r",
        ObjectId = "o",
        RecoveryPointTime = Scratch.Start.AddMinutes(-1),
        RecoveryPointSource = RecoveryPointSource.Chosen,
        Validation = ValidationResult.TimedOut,
        ItemOutcome = FailbackRunItemOutcome.LeftAlone,
        RunOutcome = FailbackRunOutcome.AwaitingCommit,
        ErrorId = "JobFailed",
        Errors = [Error],
        NextStep = "next",
        Wave = 0,
        Architecture = ReplicationArchitecture.Classic,
        VaultId = Scratch.Vault,
        VaultName = "vault1 (emulated)",
        IsEmulated = true,
        Until = FailbackGoal.Committed,
        StartedBy = "me",
        IgnoredRules = ["V03", "I05"],
        Gap = "gap",
        EmulatorLife = "life",
    };

    [Fact]
    public void Every_member_of_an_event_is_read_as_it_was_written()
    {
        string line = EventText.Write(Full);

        FailbackRunEvent read = EventText.Read(line)!;

        Assert.DoesNotContain('\n', line);
        foreach (PropertyInfo property in typeof(FailbackRunEvent).GetProperties())
        {
            // A member that this test leaves as it is would prove nothing.
            Assert.NotEqual(property.GetValue(new FailbackRunEvent()), property.GetValue(Full));
            Assert.Equal(property.GetValue(Full), property.GetValue(read));
        }
    }

    [Fact]
    public void An_event_that_says_little_is_a_short_line() =>
        Assert.Equal("""{"time":"2026-03-02T08:00:00Z","kind":"Note","runId":"r"}""", EventText.Write(new FailbackRunEvent { Time = Scratch.Start, Kind = FailbackRunEventKind.Note, RunId = "r" }));

    [Theory]
    [InlineData("""{"time":"2026-03-02T08:00:00Z","kind":"FromTheFuture","runId":"r","text":"hello","more":{"a":[1]},"phase":"Elsewhere","wave":"x","errors":7}""")]
    [InlineData("""{ "text" : "hello", "kind" : 12, "runId" : "r", "time" : "2026-03-02T09:00:00+01:00" }""")]
    public void What_a_later_version_wrote_is_passed_over_and_the_rest_is_read(string line)
    {
        FailbackRunEvent read = EventText.Read(line)!;

        Assert.Equal((FailbackRunEventKind.Note, "r", "hello", Scratch.Start, (ReplicationPhase?)null, 1), (read.Kind, read.RunId, read.Text, read.Time, read.Phase, read.Wave));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"time\":\"2026-03-02T08:00:00Z\",\"kind\":\"No")]
    [InlineData("[1]")]
    [InlineData("{\"kind\":\"Note\"}")]
    [InlineData("\0\0\0")]
    public void What_is_no_event_is_none(string line) => Assert.Null(EventText.Read(line));
}
