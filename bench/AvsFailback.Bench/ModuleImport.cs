using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading.Tasks;

namespace AvsFailback.Bench;

/// <summary>Imports the built module and an empty binary one, each in fresh processes in turn.</summary>
internal static class ModuleImport
{
    private const int Times = 9;

    /// <summary>The program that imports it and runs scripts.</summary>
    public static string Host { get; } = Path.Combine(Fresh.Root, "bench", "ImportHost", "bin", Fresh.Configuration, "net10.0", "ImportHost.dll");

    /// <summary>The built module's manifest.</summary>
    public static string Module { get; } = Path.Combine(Fresh.Root, "AvsFailback.psd1");

    public static async Task RunAsync(Table table)
    {
        string empty = Path.Combine(Fresh.Root, "bench", "EmptyModule", "bin", Fresh.Configuration, "netstandard2.0", "EmptyModule.psd1");
        var ours = new List<double>();
        var theirs = new List<double>();
        string loaded = string.Empty;
        for (int i = 0; i < Times; i++)
        {
            theirs.Add(Milliseconds(await Fresh.RunAsync("dotnet", Host, empty)));
            string answer = await Fresh.RunAsync("dotnet", Host, Module);
            ours.Add(Milliseconds(answer));
            loaded = answer[(answer.IndexOf(' ', StringComparison.Ordinal) + 1)..];
        }

        double median = Fresh.Median(ours);
        double baseline = Fresh.Median(theirs);
        string[] early = [.. loaded.Split(',').Except(["AvsFailback", "AvsFailback.Core"])];
        table.Add(
            "module import",
            FormattableString.Invariant($"{median:0} ms (median of {Times} fresh processes); loads {(early.Length == 0 ? "no dependency" : string.Join(", ", early))}"),
            FormattableString.Invariant($"{baseline:0} ms, an empty binary module"),
            "≤ 1.4 ×",
            FormattableString.Invariant($"{median / baseline:0.00} ×"),
            median <= 1.4 * baseline && early.Length == 0);
    }

    private static double Milliseconds(string answer) => double.Parse(answer.Split(' ')[0], CultureInfo.InvariantCulture);
}
