using System;
using System.Collections.Concurrent;
using System.Diagnostics.Tracing;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Azure.Tests.Fakes;
using Azure.Core.Diagnostics;

namespace AvsFailback.Azure.Tests.Arm;

public sealed class DiagnosticsTests
{
    [Fact]
    public async Task The_log_tells_of_requests_and_never_of_secrets()
    {
        var log = new ConcurrentQueue<string>();
        using var listener = new AzureEventSourceListener((_, message) => log.Enqueue(message), EventLevel.Verbose);
        (ISiteRecovery service, _) = await Vaults.OpenAsync(ScriptedHandler.Always("""{"status":"Succeeded"}"""));
        string path = $"/diagnosed-{Guid.NewGuid():N}";

        await service.GetOperationStatusAsync(
            new StartedOperation { StatusUri = $"https://management.azure.com{path}?api-version=2024-04-01&t=1&c=SECRET-CERT&s=SECRET-SIGN&h=SECRET-HASH" }, CancellationToken.None);

        string[] told = [.. log.Where(m => m.Contains(path, StringComparison.Ordinal))];
        Assert.NotEmpty(told);
        Assert.DoesNotContain(log, m => m.Contains("SECRET-", StringComparison.Ordinal) || m.Contains("t0ken", StringComparison.Ordinal));
    }
}
