using System;
using System.Threading.Tasks;
using AvsFailback.Azure.Identity;
using Azure.Core;
using Azure.Core.Pipeline;

namespace AvsFailback.Azure.Arm;

/// <summary>Signs each request, after making sure that it goes where the token may go.</summary>
internal sealed class BearerPolicy(ITokenSource tokens, TrustedHosts hosts) : HttpPipelinePolicy
{
    /// <inheritdoc/>
    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        hosts.Check(message.Request.Uri.ToUri());
        string token = await tokens.GetTokenAsync(message.CancellationToken);
        message.Request.Headers.SetValue("Authorization", "Bearer " + token);
        await ProcessNextAsync(message, pipeline);
    }

    /// <inheritdoc/>
    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => throw new NotSupportedException();
}
