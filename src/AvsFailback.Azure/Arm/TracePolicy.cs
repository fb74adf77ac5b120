using System;
using System.Diagnostics;
using System.Linq;
using System.Threading.Tasks;
using AvsFailback.Vault;
using Azure.Core;
using Azure.Core.Pipeline;

namespace AvsFailback.Azure.Arm;

/// <summary>
/// Shows each request where that is wanted (<c>-Debug</c>): what was asked, how it was answered and in what time, and the ids that Microsoft's
/// support asks for. Of an address it shows the path and the filter: the query of a status address is signed (asr-contract §2).
/// </summary>
internal sealed class TracePolicy : HttpPipelinePolicy
{
    /// <inheritdoc/>
    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        if (RequestScope.Current is not { IsTraced: true } scope)
        {
            await ProcessNextAsync(message, pipeline);
            return;
        }

        var watch = Stopwatch.StartNew();
        string outcome = "no answer";
        try
        {
            await ProcessNextAsync(message, pipeline);
            outcome = $"HTTP {message.Response.Status}";
        }
        catch (Exception e)
        {
            outcome = $"no answer ({e.GetType().Name})";
            throw;
        }
        finally
        {
            scope.Trace(Describe(message, outcome, watch.ElapsedMilliseconds));
        }
    }

    /// <inheritdoc/>
    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => throw new NotSupportedException();

    private static string Describe(HttpMessage message, string outcome, long milliseconds)
    {
        Uri address = message.Request.Uri.ToUri();
        string? filter = address.Query.TrimStart('?').Split('&').FirstOrDefault(part => part.StartsWith("$filter=", StringComparison.OrdinalIgnoreCase)
            || part.StartsWith("%24filter=", StringComparison.OrdinalIgnoreCase));
        string correlation = message.HasResponse && message.Response.Headers.TryGetValue("x-ms-correlation-request-id", out string? id) ? $", correlation id {id}" : string.Empty;
        return ShownText.Of($"{message.Request.Method} {address.AbsolutePath}{(filter is null ? string.Empty : "?" + Uri.UnescapeDataString(filter))}: {outcome} after {milliseconds} ms, client request id {message.Request.ClientRequestId}{correlation}");
    }
}
