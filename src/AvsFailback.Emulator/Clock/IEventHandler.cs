using System.Collections.Generic;

namespace AvsFailback.Emulator.Clock;

/// <summary>Handles scheduled events of some kinds.</summary>
internal interface IEventHandler
{
    IReadOnlyCollection<string> Kinds { get; }

    void Handle(ScheduledEvent due);
}
