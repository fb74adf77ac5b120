using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Testing;

namespace AvsFailback.Reports.Tests;

public sealed class ReportTests : IDisposable
{
    private static readonly JobError Error = new() { Code = "28031", Message = "It says \"no\",\r\nin two lines.", PossibleCauses = "größe", RecommendedAction = "Try again." };

    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    private static FailbackRun Run { get; } = new()
    {
        Id = "20260302-080000-abcd",
        VaultId = Scratch.Vault,
        VaultName = "vault1",
        StartTime = Scratch.Start,
        EndTime = Scratch.Start.AddHours(2),
        Outcome = FailbackRunOutcome.PartiallySucceeded,
        Gaps = ["one"],
        NextStep = "next",
        Items =
        [
            new FailbackRunItem
            {
                ItemId = Scratch.Item("sql01"),
                Name = "sql01",
                Outcome = FailbackRunItemOutcome.Succeeded,
                Rto = TimeSpan.FromMinutes(90),
                Message = "-1 looks like a formula",
                Steps =
                [
                    new FailbackRunStep { Action = FailbackAction.FailBack, Start = Scratch.Start, ServiceTime = TimeSpan.FromSeconds(90.5), State = JobState.Failed, JobId = Scratch.Job("j1"), Errors = [Error] },
                    new FailbackRunStep { Action = FailbackAction.Commit, IsRebuilt = true },
                ],
            },
            new FailbackRunItem { ItemId = Scratch.Item("web01"), Name = "=cmd|' /C calc'!A0", Message = "größer, \"quoted\"", Outcome = FailbackRunItemOutcome.NotReady },
        ],
    };

    [Fact]
    public async Task JSON_holds_every_member_by_its_name()
    {
        JsonElement json = await JsonAsync();

        // What a run, a VM and a step can tell, in camelCase; spans say that they are seconds. The vault of a session isn't told.
        Assert.Empty(Names(typeof(FailbackRun)).Except(["vault"]).Except(Members(json)));
        Assert.Empty(Names(typeof(FailbackRunItem)).Except(Members(json.GetProperty("items")[1])));
        Assert.Empty(Names(typeof(FailbackRunStep)).Except(Members(json.GetProperty("items")[0].GetProperty("steps")[0])));
        Assert.Equal(Names(typeof(JobError)).Order(StringComparer.Ordinal), Members(json.GetProperty("items")[0].GetProperty("steps")[0].GetProperty("errors")[0]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task JSON_tells_words_instants_seconds_and_errors_as_they_are()
    {
        JsonElement json = await JsonAsync();
        JsonElement step = json.GetProperty("items")[0].GetProperty("steps")[0];

        Assert.Equal(1, json.GetProperty("schemaVersion").GetInt32());
        Assert.Equal("PartiallySucceeded", json.GetProperty("outcome").GetString());
        Assert.Equal("2026-03-02T08:00:00Z", json.GetProperty("startTime").GetString());
        Assert.Equal(7200, json.GetProperty("durationSeconds").GetDouble());
        Assert.Equal(90.5, step.GetProperty("serviceTimeSeconds").GetDouble());
        Assert.Equal(JsonValueKind.Null, step.GetProperty("end").ValueKind);
        Assert.Equal(Scratch.Job("j1").ToString(), step.GetProperty("jobId").GetString());
        Assert.Equal(Error.Message, step.GetProperty("errors")[0].GetProperty("message").GetString());
        Assert.Equal("größe", step.GetProperty("errors")[0].GetProperty("possibleCauses").GetString());
    }

    [Fact]
    public async Task JSON_is_plain_ASCII_so_that_no_reader_takes_it_for_another_encoding() =>
        Assert.True(Ascii.IsValid(await File.ReadAllBytesAsync(await ExportAsync(RunReportFormat.Json))));

    [Fact]
    public async Task CSV_has_a_row_for_each_step_and_one_for_a_VM_without()
    {
        List<string[]> rows = await CsvAsync();

        Assert.Equal(4, rows.Count);
        Assert.All(rows, row => Assert.Equal(rows[0].Length, row.Length));
        Assert.Equal(["1", "2", ""], Column(rows, "Step"));
        Assert.Equal(["FailBack", "Commit", ""], Column(rows, "Action"));
        Assert.Equal(["20260302-080000-abcd"], Column(rows, "RunId").Distinct());
        Assert.Equal(["90.5", "", ""], Column(rows, "ServiceSeconds"));
        Assert.Equal(["2026-03-02 08:00:00", "", ""], Column(rows, "StepStartUtc"));
        Assert.Equal(["28031: " + Error.Message, "", ""], Column(rows, "Errors"));
        Assert.Equal("größer, \"quoted\"", Column(rows, "Message")[2]);
    }

    [Fact]
    public async Task CSV_gives_a_spreadsheet_no_formula_to_run()
    {
        List<string[]> rows = await CsvAsync();

        Assert.Equal("'=cmd|' /C calc'!A0", Column(rows, "VM")[2]);
        Assert.Equal("'-1 looks like a formula", Column(rows, "Message")[0]);
        Assert.Equal("5400", Column(rows, "RtoSeconds")[0]);
    }

    [Fact]
    public async Task CSV_begins_with_the_mark_that_Excel_needs() =>
        Assert.Equal(Encoding.UTF8.GetPreamble(), (await File.ReadAllBytesAsync(await ExportAsync(RunReportFormat.Csv)))[..3]);

    [Fact]
    public async Task The_documentation_names_every_member_and_every_column()
    {
        string documentation = await File.ReadAllTextAsync(Path.Combine(SharedData.RepositoryRoot, "docs", "reports.md"));
        JsonElement run = await JsonAsync();
        JsonElement item = run.GetProperty("items")[0];
        JsonElement step = item.GetProperty("steps")[0];

        Assert.All(
            [.. Members(run), .. Members(item), .. Members(step), .. Members(step.GetProperty("errors")[0]), .. (await CsvAsync())[0], .. Enum.GetNames<FailbackRunOutcome>(), .. Enum.GetNames<FailbackRunItemOutcome>()],
            name => Assert.Contains($"`{name}`", documentation, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(RunReportFormat.Json)]
    [InlineData(RunReportFormat.Csv)]
    public async Task A_file_that_is_there_is_replaced_and_nothing_is_left_beside_it(RunReportFormat format)
    {
        string path = _scratch.Save("report", "mine");

        await _scratch.Reports.ExportAsync(Run, path, format, CancellationToken.None);

        Assert.Contains("sql01", await File.ReadAllTextAsync(path), StringComparison.Ordinal);
        Assert.Equal([path], Directory.GetFileSystemEntries(_scratch.Folder));
    }

    [Fact]
    public async Task An_export_that_fails_or_is_stopped_keeps_the_file_before_and_leaves_nothing()
    {
        string path = _scratch.Save("report", "mine");

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _scratch.Reports.ExportAsync(Run, path, RunReportFormat.Json, new CancellationToken(true)));
        FailbackException error = await Assert.ThrowsAsync<FailbackException>(() => _scratch.Reports.ExportAsync(Run, _scratch.File("no/such.json"), RunReportFormat.Json, CancellationToken.None));

        Assert.Equal("FileNotWritten", error.ErrorId);
        Assert.Equal("mine", await File.ReadAllTextAsync(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(_scratch.Folder));
    }

    private async Task<string> ExportAsync(RunReportFormat format)
    {
        string path = _scratch.File("report");
        await _scratch.Reports.ExportAsync(Run, path, format, CancellationToken.None);
        return path;
    }

    private async Task<JsonElement> JsonAsync() => JsonElement.Parse(await File.ReadAllBytesAsync(await ExportAsync(RunReportFormat.Json)));

    private async Task<List<string[]>> CsvAsync() => Parse(await File.ReadAllTextAsync(await ExportAsync(RunReportFormat.Csv)));

    private static string[] Column(List<string[]> rows, string name)
    {
        int index = Array.IndexOf(rows[0], name);
        return [.. rows.Skip(1).Select(row => row[index])];
    }

    private static IEnumerable<string> Members(JsonElement json) => json.EnumerateObject().Select(member => member.Name);

    private static IEnumerable<string> Names(Type type) =>
        from property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        let isSpan = property.PropertyType == typeof(TimeSpan?)
        select char.ToLowerInvariant(property.Name[0]) + property.Name[1..] + (isSpan ? "Seconds" : string.Empty);

    /// <summary>RFC 4180, as strictly as it is written.</summary>
    private static List<string[]> Parse(string text)
    {
        var rows = new List<string[]>();
        var row = new List<string>();
        for (int i = 0; i < text.Length;)
        {
            var cell = new StringBuilder();
            if (text[i] == '"')
            {
                for (i++; text[i] != '"' || (i + 1 < text.Length && text[i + 1] == '"'); i++)
                {
                    i += text[i] == '"' ? 1 : 0;
                    cell.Append(text[i]);
                }

                i++;
            }

            for (; text[i] is not ',' and not '\r'; i++)
            {
                Assert.True(text[i] is not '"' and not '\n', "A quote or a line's end stands in a cell that isn't quoted.");
                cell.Append(text[i]);
            }

            row.Add(cell.ToString());
            if (text[i] == '\r')
            {
                Assert.Equal('\n', text[i + 1]);
                rows.Add([.. row]);
                row.Clear();
                i++;
            }

            i++;
        }

        return rows;
    }
}
