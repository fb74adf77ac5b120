using System;
using System.Collections.Generic;

namespace AvsFailback.Bench;

/// <summary>The numbers of design §8, each beside its baseline from the same run.</summary>
internal sealed class Table
{
    private readonly List<string> _rows = [];

    public void Add(string what, string measured, string baseline, string goal, string result, bool holds)
    {
        string row = $"| {what} | {measured} | {baseline} | {goal} | {result} | {(holds ? "yes" : "no")} |";
        _rows.Add(row);
        Console.WriteLine(row);
    }

    /// <summary>Something couldn't be measured here.</summary>
    public void Skip(string what, string why) => Add(what, "not measured", why, string.Empty, string.Empty, false);

    public void Print()
    {
        Console.WriteLine();
        Console.WriteLine("| what | measured | baseline of the same run | goal | result | holds |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- |");
        _rows.ForEach(Console.WriteLine);
    }
}
