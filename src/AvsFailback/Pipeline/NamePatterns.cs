using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;

namespace AvsFailback.Pipeline;

/// <summary>
/// The one place that compares what users type with names of things: without case, in every culture alike, and the name as it is written before
/// the pattern that it could be. VMs are called <c>web[12]</c>, and such a name is that VM's before it is a pattern for web1 and web2.
/// </summary>
internal static class Names
{
    private const WildcardOptions Options = WildcardOptions.IgnoreCase | WildcardOptions.CultureInvariant;

    /// <summary>Whether two names are the same.</summary>
    public static bool Same(string? a, string? b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the text is the name itself, also with its wildcards escaped, as completion writes it.</summary>
    public static bool Is(string text, string? name) => Same(text, name) || (text.IndexOf('`') >= 0 && Same(WildcardPattern.Unescape(text), name));

    /// <summary>Whether the text may stand for several names.</summary>
    public static bool IsPattern(string text) => WildcardPattern.ContainsWildcardCharacters(text);

    /// <summary>Whether a text that fits nothing was meant as a pattern for sure: brackets alone may be a name's own.</summary>
    public static bool IsSurelyPattern(string text) => IsPattern(text) && IsPattern(text.Replace('[', '(').Replace(']', ')'));

    /// <summary>The text as a pattern.</summary>
    public static WildcardPattern Pattern(string text) => new(text, Options);

    /// <summary>Whether a pattern fits a name; one that makes no sense, such as <c>web[1</c>, fits none.</summary>
    public static bool Fits(WildcardPattern pattern, string? name)
    {
        try
        {
            return name is not null && pattern.IsMatch(name);
        }
        catch (WildcardPatternException)
        {
            return false;
        }
    }

    /// <summary>The text with what would be a wildcard escaped, for parameters that take patterns.</summary>
    public static string Escape(string name) => IsPattern(name) || name.IndexOf('`') >= 0 ? WildcardPattern.Escape(name.Replace("`", "``")) : name;

    /// <summary>Those things that the text names; where none is, those that it fits as a pattern.</summary>
    /// <param name="text">What the user typed.</param>
    /// <param name="all">All things.</param>
    /// <param name="own">The names of a thing; the first that anything has counts before the second.</param>
    public static IReadOnlyList<T> Among<T>(string text, IReadOnlyCollection<T> all, params Func<T, string?>[] own)
    {
        IReadOnlyList<T> exact = Exactly(text, all, own);
        if (exact.Count > 0 || !IsPattern(text))
        {
            return exact;
        }

        WildcardPattern pattern = Pattern(text);
        return [.. all.Where(thing => own.Any(name => Fits(pattern, name(thing))))];
    }

    /// <summary>Those things that the text names, never as a pattern.</summary>
    public static IReadOnlyList<T> Exactly<T>(string text, IReadOnlyCollection<T> all, params Func<T, string?>[] own)
    {
        foreach (Func<T, string?> name in own)
        {
            T[] found = [.. all.Where(thing => Same(text, name(thing)))];
            found = found.Length > 0 || text.IndexOf('`') < 0 ? found : [.. all.Where(thing => Is(text, name(thing)))];
            if (found.Length > 0)
            {
                return found;
            }
        }

        return [];
    }
}

/// <summary>Names with wildcards, as reading cmdlets take them: a pattern may match nothing, a name may not.</summary>
internal sealed class NamePatterns(IEnumerable<string> names)
{
    private readonly List<string> _texts = [.. names];
    private readonly HashSet<string> _matched = new(StringComparer.Ordinal);

    /// <summary>Whether all is meant, so that nothing has to be known before the first is given out.</summary>
    public bool IsAll => _texts.All(text => text == "*");

    /// <summary>Whether no text can be a pattern.</summary>
    public bool AreAllExact => !_texts.Any(Names.IsPattern);

    /// <summary>Those of the things that one of the names is for, in the things' order.</summary>
    /// <param name="all">All things.</param>
    /// <param name="own">The names of a thing.</param>
    public IReadOnlyList<T> Among<T>(IReadOnlyCollection<T> all, params Func<T, string?>[] own)
    {
        var chosen = new HashSet<T>();
        foreach (string text in _texts)
        {
            IReadOnlyList<T> found = Names.Among(text, all, own);
            chosen.UnionWith(found);
            if (found.Count > 0)
            {
                _matched.Add(text);
            }
        }

        return [.. all.Where(chosen.Contains)];
    }

    /// <summary>The names that have matched nothing. What was meant as a pattern for sure isn't among them.</summary>
    public IReadOnlyList<string> Missing => [.. _texts.Where(text => !_matched.Contains(text) && !Names.IsSurelyPattern(text)).Distinct(StringComparer.OrdinalIgnoreCase)];
}
