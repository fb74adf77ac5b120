using System;
using System.Threading.Tasks;
using Azure.Core;
using Azure.Core.Pipeline;

namespace AvsFailback.Azure.Emulation;

/// <summary>Keeps the clock of an emulated vault by what each answer tells.</summary>
internal sealed class EmulatorPolicy(EmulatorClock? clock) : HttpPipelinePolicy
{
    /// <inheritdoc/>
    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        message.Request.Headers.SetValue(EmulatorHeaders.ClockClient, "1");
        await ProcessNextAsync(message, pipeline);
        if (message.Response.Headers.TryGetValue(EmulatorHeaders.Now, out string? now))
        {
            clock?.Hear(now);
        }

        if (message.Response.Headers.Contains(EmulatorHeaders.Crash))
        {
            throw new EmulatedCrashException();
        }
    }

    /// <inheritdoc/>
    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => throw new NotSupportedException();
}
