using System;
using System.Collections.Generic;
using System.Linq;

namespace AvsFailback.Readiness;

/// <summary>Findings on servers, vaults and the like: each is made once, and told of every VM that it concerns.</summary>
internal sealed class SharedFindings
{
    private readonly Dictionary<(string Rule, string Subject), ReadinessCheck> _findings = [];

    /// <summary>The finding of a rule on a subject, made now if it hasn't been before.</summary>
    public ReadinessCheck Get(string rule, string subject, Func<ReadinessCheck> look)
    {
        lock (_findings)
        {
            if (!_findings.TryGetValue((rule, subject), out ReadinessCheck? finding))
            {
                finding = look();
                _findings.Add((rule, subject), finding);
            }

            return finding;
        }
    }

    /// <summary>How often the rule has looked.</summary>
    public int CountOf(string rule)
    {
        lock (_findings)
        {
            return _findings.Keys.Count(key => key.Rule == rule);
        }
    }
}
