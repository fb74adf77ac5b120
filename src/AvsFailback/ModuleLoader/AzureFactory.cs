using System;
using System.Net.Http;

namespace AvsFailback.ModuleLoading;

/// <summary>The one way from the cmdlets to <c>AvsFailback.Azure</c>; loads it on first use.</summary>
internal static class AzureFactory
{
    /// <summary>Makes the part that signs in to vaults.</summary>
    /// <param name="handler">What answers instead of the network, such as an emulator in this process; null for the network.</param>
    /// <exception cref="FailbackException">The module is incomplete.</exception>
    internal static IVaultConnector CreateConnector(HttpMessageHandler? handler)
    {
        Type type = DependencyLoader.GetType("AvsFailback.Azure", "AvsFailback.Azure.VaultConnector");
        return DependencyLoader.Make<IVaultConnector>(() => Activator.CreateInstance(type, [handler]));
    }
}
