using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;

namespace AvsFailback.Pipeline;

/// <summary>Names with wildcards, as reading cmdlets take them: a pattern may match nothing, an exact name may not.</summary>
internal sealed class NamePatterns
{
    private readonly List<(string Text, WildcardPattern Pattern, bool IsExact)> _patterns;
    private readonly HashSet<string> _matched = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Takes the names in.</summary>
    public NamePatterns(IEnumerable<string> names)
    {
        _patterns = [.. names.Select(n => (n, new WildcardPattern(n, WildcardOptions.IgnoreCase), !WildcardPattern.ContainsWildcardCharacters(n)))];
    }

    /// <summary>Whether one of the names given matches one of the thing's own.</summary>
    public bool Match(params string[] own)
    {
        bool any = false;
        foreach ((string text, WildcardPattern pattern, bool _) in _patterns)
        {
            if (own.Any(pattern.IsMatch))
            {
                _matched.Add(text);
                any = true;
            }
        }

        return any;
    }

    /// <summary>The exact names that have matched nothing so far.</summary>
    public IEnumerable<string> ExactWithoutMatch => _patterns.Where(p => p.IsExact && !_matched.Contains(p.Text)).Select(p => p.Text);

    /// <summary>Whether every name is exact.</summary>
    public bool AreAllExact => _patterns.All(p => p.IsExact);
}
