using System;
using System.Threading;

namespace AvsFailback.Vault;

/// <summary>
/// For whom requests are sent: when their waits have to end, and where they are reported. It goes with the work, as the requests of a command
/// pass many hands that know neither.
/// </summary>
internal sealed class RequestScope : IDisposable
{
    /// <summary>Shorter waits pass unsaid: they are the rule under throttling.</summary>
    private static readonly TimeSpan Unsaid = TimeSpan.FromSeconds(2);

    /// <summary>From here on a person who looks at the screen wonders.</summary>
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    private static readonly AsyncLocal<RequestScope?> Ambient = new();

    private readonly object _gate = new();
    private readonly RequestScope? _outer;
    private readonly Action<string, bool>? _say;
    private readonly Action<string>? _trace;
    private DateTimeOffset _saidUntil = DateTimeOffset.MinValue;

    private RequestScope(RequestScope? outer, DateTimeOffset? deadline, Action<string, bool>? say, Action<string>? trace)
    {
        _outer = outer;
        Deadline = outer?.Deadline < deadline ? outer.Deadline : deadline ?? outer?.Deadline;
        _say = say;
        _trace = trace ?? outer?._trace;
        Ambient.Value = this;
    }

    /// <summary>The scope of the work that asks; null if none was begun.</summary>
    public static RequestScope? Current => Ambient.Value;

    /// <summary>When waits end, by the vault's clock; null for no limit.</summary>
    public DateTimeOffset? Deadline { get; }

    /// <summary>Begins a scope whose waits end at a moment, or earlier where the one around it ends earlier. Dispose it in the method that began it.</summary>
    /// <param name="deadline">The moment, by the vault's clock; null for none of its own.</param>
    public static RequestScope Until(DateTimeOffset? deadline) => new(Current, deadline, null, null);

    /// <summary>Begins a scope of its own, whose waits are told. Dispose it in the method that began it.</summary>
    /// <param name="say">Gets the text, and whether the wait is a long one.</param>
    /// <param name="trace">Gets a line for each request; null where nobody wants to see them.</param>
    public static RequestScope Telling(Action<string, bool> say, Action<string>? trace = null) => new(null, null, say, trace);

    /// <summary>Whether somebody wants to see each request.</summary>
    public bool IsTraced => _trace is not null;

    /// <summary>Shows a request.</summary>
    public void Trace(string text) => _trace?.Invoke(text);

    /// <summary>Tells of a wait; of several at a time that end together only the first.</summary>
    /// <param name="span">How long it is.</param>
    /// <param name="until">When it ends.</param>
    /// <param name="text">What is waited for.</param>
    public void Tell(TimeSpan span, DateTimeOffset until, string text)
    {
        if (_say is null)
        {
            _outer?.Tell(span, until, text);
            return;
        }

        lock (_gate)
        {
            if (span < Unsaid || until <= _saidUntil + Unsaid)
            {
                return;
            }

            _saidUntil = until;
        }

        _say(text, span >= Long);
    }

    /// <summary>Tells something else that whoever sent the command has to know.</summary>
    public void Warn(string text)
    {
        if (_say is null)
        {
            _outer?.Warn(text);
        }
        else
        {
            _say(text, true);
        }
    }

    /// <summary>Ends it: the one around it counts again.</summary>
    public void Dispose() => Ambient.Value = _outer;
}
