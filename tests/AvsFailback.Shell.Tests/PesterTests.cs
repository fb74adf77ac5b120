using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;

namespace AvsFailback.Shell.Tests;

/// <summary>The user's view, in the real PowerShell: each file of <c>tests/pester</c> is one test here, its failures word for word.</summary>
public sealed class PesterTests(PesterTests.Suite suite) : IClassFixture<PesterTests.Suite>
{
    private static readonly string Folder = Path.Combine(RealShell.Root, "tests", "pester");

    public static TheoryData<string> Files => [.. Directory.GetFiles(Folder, "*.Tests.ps1").Select(file => Path.GetFileName(file)!).Order()];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task All_of_a_file_pass_and_none_is_skipped(string file)
    {
        string result = Path.Combine(suite.Results, file + ".txt");
        Assert.True(File.Exists(result), $"{file} wasn't run.\n{suite.Output}");
        string[] lines = await File.ReadAllLinesAsync(result);
        Assert.True(lines[0].Split(' ') is [not "0", "0", "0"], $"Passed, failed, skipped: {string.Join('\n', lines)}");
    }

    [Fact]
    public void The_suite_as_a_whole_says_that_it_passed() => Assert.True(suite.ExitCode == 0, suite.Output);

    /// <summary>All files in one process, since starting PowerShell and Pester for each takes longer than most of them.</summary>
    public sealed class Suite : IAsyncLifetime
    {
        public string Results { get; } = Directory.CreateTempSubdirectory("avsfailback-pester-").FullName;

        public string Output { get; private set; } = string.Empty;

        public int ExitCode { get; private set; } = -1;

        public async Task InitializeAsync() =>
            (ExitCode, Output) = await RealShell.RunAsync(Path.Combine(Folder, "run.ps1"), "-Pester", RealShell.Pester, "-Results", Results);

        public Task DisposeAsync()
        {
            Directory.Delete(Results, recursive: true);
            return Task.CompletedTask;
        }
    }
}
