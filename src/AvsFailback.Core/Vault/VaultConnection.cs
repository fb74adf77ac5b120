using System;
using System.Collections.Concurrent;
using System.Threading;

namespace AvsFailback;

/// <summary>How a connection signs its requests; that of another connection to the same vault can take its place meanwhile.</summary>
internal interface ISignIn
{
    /// <summary>Who is signed in, as far as is known.</summary>
    string? Account { get; }

    /// <summary>Signs from now on as another one does.</summary>
    void TakeOver(ISignIn other);
}

/// <summary>What an <see cref="AvsVault"/> works with: the port to the service, the clock, and what this session remembers.</summary>
internal sealed class VaultConnection(ISiteRecovery service, IClock clock, IEmulatorControl? emulator, string? emulatedClock, string? account, IDisposable? transport, ISignIn? signIn = null) : IDisposable
{
    private readonly object _gate = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly ManualResetEvent _isIdle = new(true);
    private readonly ISignIn? _signIn = signIn;
    private int _atWork;

    /// <summary>The port to the service.</summary>
    public ISiteRecovery Service { get; } = service;

    /// <summary>The time that this vault lives by.</summary>
    public IClock Clock { get; } = clock;

    /// <summary>What reading the vault has to report beside its results.</summary>
    public VaultNotices Notices { get; } = new();

    /// <summary>The emulator's control path; null for Azure.</summary>
    public IEmulatorControl? Emulator { get; } = emulator;

    /// <summary>The emulator's kind of clock; null for Azure.</summary>
    public string? EmulatedClock { get; } = emulatedClock;

    /// <summary>What sets the emulator apart from another one with the same vault; null for Azure.</summary>
    public string? EmulatorLife { get; init; }

    /// <summary>How many requests may be in flight: 1 on a virtual clock, which makes every run repeatable (design §4).</summary>
    /// <param name="usual">How many may be on any other clock.</param>
    public int ConcurrencyOf(int usual) => string.Equals(EmulatedClock, "Virtual", StringComparison.OrdinalIgnoreCase) ? 1 : usual;

    /// <summary>Who is signed in, as far as is known.</summary>
    public string? Account => _signIn?.Account ?? account;

    /// <summary>Cancelled when the connection ends: what works on it ends as when it is stopped.</summary>
    public CancellationToken Closing => _closing.Token;

    /// <summary>Whether the connection has been ended.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>
    /// The Azure VM of each classic item, kept when this session saw the item before its reprotect: afterwards the
    /// item no longer tells it (failback-rules, last section).
    /// </summary>
    public ConcurrentDictionary<ArmId, ArmId> AzureVmOfItem { get; } = new();

    /// <summary>Work begins that has something to say when the connection ends; dispose what it gives once the work is over.</summary>
    public IDisposable Enter()
    {
        lock (_gate)
        {
            _atWork += 1;
            _isIdle.Reset();
        }

        return new Visit(this);
    }

    /// <summary>
    /// Takes over the sign-in of a newer connection to the same vault and ends that one: what is in hand lives on, with the new
    /// token. False if the two aren't alike, and nothing was done.
    /// </summary>
    public bool Renew(VaultConnection newer)
    {
        if (IsClosed || newer.EmulatedClock != EmulatedClock || (EmulatedClock is null && (_signIn is null || newer._signIn is null)))
        {
            return false;
        }

        if (newer._signIn is { } fresh)
        {
            _signIn?.TakeOver(fresh);
        }

        newer.Dispose();
        return true;
    }

    /// <summary>Ends what works on the connection, lets it say so, and then the connection.</summary>
    /// <param name="patience">How long to wait for it.</param>
    public void Close(TimeSpan patience)
    {
        if (!IsClosed)
        {
            IsClosed = true;
            _closing.Cancel();
            _isIdle.WaitOne(patience);
            transport?.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Close(TimeSpan.Zero);

    private void Leave()
    {
        lock (_gate)
        {
            _atWork -= 1;
            if (_atWork == 0)
            {
                _isIdle.Set();
            }
        }
    }

    private sealed class Visit(VaultConnection connection) : IDisposable
    {
        private int _isOver;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isOver, 1) == 0)
            {
                connection.Leave();
            }
        }
    }
}
