using System;
using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;

namespace AvsFailback.Azure.Tests.Fakes;

/// <summary>Vaults behind a scripted service.</summary>
internal static class Vaults
{
    public const string IdText = "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/dr/providers/Microsoft.RecoveryServices/vaults/home";
    public const string ItemText = IdText + "/replicationFabrics/f/replicationProtectionContainers/c/replicationProtectedItems/sql01";
    public const string JobText = IdText + "/replicationJobs/0a1b2c3d-0000-0000-0000-000000000001";

    public static readonly ArmId Id = ArmId.Parse(IdText);
    public static readonly ArmId ItemId = ArmId.Parse(ItemText);
    public static readonly ArmId JobId = ArmId.Parse(JobText);

    /// <summary>A vault whose service answers by the handler; the request that connecting takes isn't passed to it.</summary>
    public static async Task<(ISiteRecovery Service, FakeClock Clock)> OpenAsync(ScriptedHandler handler, Uri? endpoint = null)
    {
        var clock = new FakeClock();
        AvsVault vault = await ConnectAsync(new FirstAnswered(handler), clock, endpoint);
        return (vault.Connection.Service, clock);
    }

    public static Task<AvsVault> ConnectAsync(HttpMessageHandler handler, IClock clock, Uri? endpoint = null) =>
        new VaultConnector(handler, clock).ConnectAsync(new VaultConnectOptions { VaultId = Id, AccessToken = "t0ken", Endpoint = endpoint }, CancellationToken.None);

    /// <summary>An item as minimal as the service would never tell it.</summary>
    public static ReplicatedItem Item(string provider) => new() { Id = ItemId, Name = "sql01", Provider = provider };

    private sealed class FirstAnswered(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        private int _count;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Interlocked.Increment(ref _count) == 1
                ? Task.FromResult(ScriptedHandler.Json($"{{\"id\":\"{IdText}\"}}"))
                : base.SendAsync(request, cancellationToken);
    }
}
