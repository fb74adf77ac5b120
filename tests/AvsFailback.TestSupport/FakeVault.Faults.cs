using System;
using System.Collections.Generic;

namespace AvsFailback.TestSupport;

/// <summary>What goes wrong on the way.</summary>
internal sealed partial class FakeVault
{
    // Six tries with waits that double (the pipeline's habit).
    private static readonly TimeSpan AllTries = TimeSpan.FromSeconds(31);

    /// <summary>Faults to come; one that has struck often enough does nothing any more.</summary>
    public List<FakeFault> Faults { get; } = [];

    private FakeFault? FaultOf(SeenRequest request)
    {
        FakeFault? found = Faults.Find(fault => fault.Strikes(request));
        if (found is { Times: 0, Then: { } next })
        {
            Faults.Add(next);
        }

        return found;
    }

    private T Fail<T>(FakeFault fault, SeenRequest request, string? clientRequestId)
    {
        switch (fault.Kind)
        {
            case FakeFaultKind.CrashBefore or FakeFaultKind.CrashAfter:
                throw new EmulatedCrashException();
            case FakeFaultKind.Refused:
                throw new ServiceException(400, "BadRequest", $"{request.What} is refused.", "Don't.");
            case FakeFaultKind.NotFound when !request.IsPost && request.What.StartsWith("GET", StringComparison.Ordinal):
                return default!;
            case FakeFaultKind.NotFound:
                throw NoSuch("thing");
            case FakeFaultKind.Throttled:
                clock.Advance(AllTries);
                throw new ServiceException(429, "TooManyRequests", "The subscription is throttled.", "Wait.");
            case FakeFaultKind.LostBefore or FakeFaultKind.LostAfter when clientRequestId is not null:
                throw new LostAnswerException(clientRequestId, "The answer was lost: HTTP 503.", null);
            default:
                clock.Advance(request.IsPost ? TimeSpan.Zero : AllTries);
                throw new ConnectionException($"{request.What} had no usable answer.", null);
        }
    }
}
