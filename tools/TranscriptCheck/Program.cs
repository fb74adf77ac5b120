using System;
using System.IO;

namespace AvsFailback.Testing;

/// <summary>
/// Holds the transcripts of a folder against the published API. Exit code 0 when all is as published, or when the API isn't at hand, which
/// it says; 1 when something deviates or there is nothing to check; 2 without a folder.
/// </summary>
internal static class Program
{
    private static int Main(string[] args)
    {
        if (args.Length != 1)
        {
            Console.Error.WriteLine("Name the folder that AVSFAILBACK_EMULATOR_TRANSCRIPT named.");
            return 2;
        }

        if (!SharedData.IsThere)
        {
            Console.WriteLine(SharedData.WhySkipped);
            return 0;
        }

        TranscriptFindings found = new TranscriptCheck(Path.GetFullPath(args[0])).CheckNew();
        if (found.Exchanges == 0)
        {
            Console.Error.WriteLine($"There is no exchange in '{args[0]}': nothing was held against the published API.");
            return 1;
        }

        try
        {
            found.Verify();
        }
        catch (InvalidOperationException e)
        {
            Console.Error.WriteLine(e.Message);
            return 1;
        }

        Console.WriteLine($"{found.Exchanges} exchanges are as published ({found.Contract.Bodies} bodies checked).");
        return 0;
    }
}
