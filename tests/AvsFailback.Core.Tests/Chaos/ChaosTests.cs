using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using Xunit.Abstractions;

namespace AvsFailback.Core.Tests.Chaos;

/// <summary>
/// Journeys by seeds, with faults, crashes, another admin and restarts with another will. 1,000 seeds by default, more by
/// <c>AVSFAILBACK_CHAOS_SEEDS</c>; <c>AVSFAILBACK_CHAOS_SEED</c> plays that one alone and prints its log.
/// </summary>
public sealed class ChaosTests(ITestOutputHelper output)
{
    private const int ShownSeeds = 20;
    private const int ShownLines = 400;

    // No seed takes a second: what takes this long is a loop that neither asks nor waits.
    private static readonly TimeSpan Hangs = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Whatever_happens_nothing_is_deleted_unapproved_all_is_told_truly_and_every_run_ends()
    {
        int? only = Number("AVSFAILBACK_CHAOS_SEED");
        IEnumerable<int> seeds = only is { } one ? [one] : Enumerable.Range(0, Number("AVSFAILBACK_CHAOS_SEEDS") ?? 1000);
        var found = new List<(int Seed, Violation What)>();
        foreach (int seed in seeds)
        {
            (Violation? what, ChaosWorld world) = await PlayAsync(ChaosGen.Of(seed));
            if (what is not null)
            {
                found.Add((seed, what));
            }

            if (only is not null)
            {
                output.WriteLine(
                    $"seed {seed}: {what?.ToString() ?? "holds"}{Environment.NewLine}{ChaosGen.Of(seed)}{Environment.NewLine}{string.Join(
                        Environment.NewLine, world.Log())}");
            }

            if (what is { Kind: "Hangs" })
            {
                break;
            }
        }

        if (found.Count > 0)
        {
            Assert.Fail(await ReportAsync(found));
        }
    }

    private static async Task<(Violation? What, ChaosWorld World)> PlayAsync(ChaosScript script)
    {
        var world = new ChaosWorld(script);
        Task<Violation?> playing = Task.Run(world.PlayAsync);
        try
        {
            return (await playing.WaitAsync(Hangs), world);
        }
        catch (TimeoutException)
        {
            return (new Violation("Hangs", "It neither asks nor waits."), world);
        }
    }

    /// <summary>Each kind once, with its seeds, and the first of them in the smallest script that shows it.</summary>
    private static async Task<string> ReportAsync(List<(int Seed, Violation What)> found)
    {
        var report = new StringBuilder().AppendLine(CultureInfo.InvariantCulture, $"{found.Count} seeds show what must never happen.");
        foreach (var kind in found.GroupBy(one => one.What.Kind).OrderByDescending(kind => kind.Count()))
        {
            string more = kind.Count() > ShownSeeds ? ", …" : string.Empty;
            string seeds = string.Join(", ", kind.Take(ShownSeeds).Select(one => one.Seed)) + more;
            report.AppendLine(CultureInfo.InvariantCulture, $"- {kind.Key}: {kind.Count()} seeds ({seeds})");
        }

        foreach (IGrouping<string, (int Seed, Violation What)> kind in found.GroupBy(one => one.What.Kind))
        {
            int seed = kind.First().Seed;
            (ChaosScript script, Violation what, string[] log) = await ShrinkAsync(ChaosGen.Of(seed), kind.First().What);
            report.AppendLine()
                .AppendLine(CultureInfo.InvariantCulture, $"== {kind.Key}: seed {seed} (AVSFAILBACK_CHAOS_SEED={seed} plays it whole)")
                .AppendLine(what.Text).AppendLine("the smallest script found:").AppendLine(script.ToString()).AppendLine("its log:");
            foreach (string line in log.Take(ShownLines))
            {
                report.AppendLine(line);
            }
        }

        return report.ToString();
    }

    /// <summary>Takes away from a script whatever isn't needed for a violation of the same kind.</summary>
    private static async Task<(ChaosScript Script, Violation What, string[] Log)> ShrinkAsync(ChaosScript script, Violation what)
    {
        if (what.Kind == "Hangs")
        {
            return (script, what, []);
        }

        bool isSmaller = true;
        while (isSmaller)
        {
            isSmaller = false;
            foreach (ChaosScript smaller in ChaosGen.Smaller(script))
            {
                if ((await PlayAsync(smaller)).What is { } still && still.Kind == what.Kind)
                {
                    (script, what, isSmaller) = (smaller, still, true);
                    break;
                }
            }
        }

        (_, ChaosWorld world) = await PlayAsync(script);
        return (script, what, [.. world.Log()]);
    }

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : null;
}
