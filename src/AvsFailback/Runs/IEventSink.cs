using System;
using System.Threading;
using System.Threading.Tasks;

namespace AvsFailback.Runs;

/// <summary>Where the user's <c>-OnEvent</c> script is called.</summary>
internal interface IEventSink : IDisposable
{
    /// <summary>Tells an event; gives what went wrong in the script, null if nothing did.</summary>
    Task<string?> TellAsync(FailbackRunEvent happened, CancellationToken cancellationToken);
}

/// <summary>Calls the script in a session of its own, since the caller's goes on with other things.</summary>
internal sealed class DetachedEventSink(ForeignScript script, AvsVault vault) : IEventSink
{
    private ScriptSession? _session;

    public async Task<string?> TellAsync(FailbackRunEvent happened, CancellationToken cancellationToken)
    {
        ScriptResult result = await Task.Run(() => (_session ??= ScriptSession.Open(vault)).Run(script, happened, null, cancellationToken), cancellationToken);
        return result.Error?.ToString();
    }

    public void Dispose() => _session?.Dispose();
}
