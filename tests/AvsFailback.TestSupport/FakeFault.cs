using System;

namespace AvsFailback.TestSupport;

/// <summary>
/// What goes wrong with a request, as it comes out of the pipeline that repeats reads and never a request that acts (design §4).
/// </summary>
internal enum FakeFaultKind
{
    /// <summary>
    /// A read: no usable answer in all tries, for a 500, a 503 or a lost connection. A POST: its answer is lost; it had no effect.
    /// </summary>
    LostBefore,

    /// <summary>A POST whose answer is lost after it had its effect; a read as <see cref="LostBefore"/>.</summary>
    LostAfter,

    /// <summary>No connection came about: nothing was sent.</summary>
    Disconnected,

    /// <summary>404.</summary>
    NotFound,

    /// <summary>429 so long that the pipeline gives up.</summary>
    Throttled,

    /// <summary>It is answered, after a minute.</summary>
    Slow,

    /// <summary>400 without effect.</summary>
    Refused,

    /// <summary>The caller dies before the request arrives.</summary>
    CrashBefore,

    /// <summary>The caller dies before it has the answer.</summary>
    CrashAfter,
}

/// <summary>A fault of requests to the <see cref="FakeVault"/>.</summary>
/// <param name="Kind">What goes wrong.</param>
/// <param name="Operation">Of which requests: as <see cref="SeenRequest.What"/> begins, such as <c>POST</c>; empty for all.</param>
internal sealed record FakeFault(FakeFaultKind Kind, string Operation = "")
{
    /// <summary>How many such requests are spared first.</summary>
    public int Skip { get; set; }

    /// <summary>How many it strikes.</summary>
    public int Times { get; set; } = 1;

    /// <summary>The item's, plan's or job's name; null for any.</summary>
    public string? Subject { get; init; }

    /// <summary>The fault that begins when this one has struck for the last time; null for none.</summary>
    public FakeFault? Then { get; init; }

    public bool IsBefore => Kind is not (FakeFaultKind.LostAfter or FakeFaultKind.CrashAfter or FakeFaultKind.Slow);

    public override string ToString() =>
        $"{Kind} of {(Operation.Length == 0 ? "any request" : Operation)}{(Subject is null ? string.Empty : $" {Subject}")}";

    public bool Strikes(SeenRequest request)
    {
        bool isMeant = request.What.StartsWith(Operation, StringComparison.Ordinal) && (Subject is null || Subject == request.Subject);
        if (Times <= 0 || !isMeant)
        {
            return false;
        }

        if (Skip > 0)
        {
            Skip -= 1;
            return false;
        }

        Times -= 1;
        return true;
    }
}
