using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;

namespace AvsFailback.Emulator.Http;

/// <summary>One condition: a name and the values of which one must be there.</summary>
internal sealed record FilterTerm(string Name, IReadOnlyList<string> Values)
{
    public bool Has(string? value) => value is not null && Values.Contains(value, StringComparer.OrdinalIgnoreCase);
}

/// <summary>Reads $filter: <c>Name eq 'value'</c> joined by " and ", several values as <c>( Name eq 'a' or Name eq 'b' )</c> (contract §7).</summary>
internal static class Filters
{
    private static readonly Regex Condition = new(@"\G\s*(?<name>[A-Za-z]+)\s+eq\s+'(?<value>(?:[^']|'')*)'\s*", RegexOptions.CultureInvariant);

    public static IReadOnlyList<FilterTerm> Read(string? filter)
    {
        var terms = new List<FilterTerm>();
        if (string.IsNullOrWhiteSpace(filter))
        {
            return terms;
        }

        int at = 0;
        while (true)
        {
            terms.Add(ReadTerm(filter!, ref at));
            SkipSpace(filter!, ref at);
            if (at == filter!.Length)
            {
                return terms;
            }

            if (!Word(filter, "and", ref at))
            {
                throw Bad(filter);
            }
        }
    }

    private static FilterTerm ReadTerm(string filter, ref int at)
    {
        SkipSpace(filter, ref at);
        bool several = at < filter.Length && filter[at] == '(';
        at += several ? 1 : 0;
        string? name = null;
        var values = new List<string>();
        do
        {
            Match match = Condition.Match(filter, at);
            if (!match.Success || (name is not null && !string.Equals(name, match.Groups["name"].Value, StringComparison.OrdinalIgnoreCase)))
            {
                throw Bad(filter);
            }

            name = match.Groups["name"].Value;
            values.Add(match.Groups["value"].Value.Replace("''", "'"));
            at = match.Index + match.Length;
        }
        while (several && Word(filter, "or", ref at));
        if (several)
        {
            SkipSpace(filter, ref at);
            if (at >= filter.Length || filter[at] != ')')
            {
                throw Bad(filter);
            }

            at++;
        }

        return new FilterTerm(name!, values);
    }

    private static bool Word(string filter, string word, ref int at)
    {
        SkipSpace(filter, ref at);
        if (string.Compare(filter, at, word, 0, word.Length, StringComparison.OrdinalIgnoreCase) != 0)
        {
            return false;
        }

        at += word.Length;
        return true;
    }

    private static void SkipSpace(string text, ref int at)
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
        {
            at++;
        }
    }

    private static ArmException Bad(string filter) => ArmException.BadRequest("InvalidFilter",
        $"The filter \"{filter}\" can't be read: write Name eq 'value', joined by and; several values as ( Name eq 'a' or Name eq 'b' ).");
}
