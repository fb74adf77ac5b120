using System;

namespace AvsFailback.Azure.Arm;

/// <summary>
/// Where the token may go: the endpoint, and the hosts below it, since the service hands out regional addresses such as
/// <c>centraluseuap.management.azure.com</c> (asr-contract §2). Nowhere else, whatever an answer says.
/// </summary>
/// <param name="endpoint">Where the vault is reached.</param>
/// <param name="isSecret">Whether the token is one. An emulator's isn't: its name within this process needs no encryption.</param>
internal sealed class TrustedHosts(Uri endpoint, bool isSecret)
{
    /// <summary>Whether a secret may be sent there at all: encrypted, or within this machine.</summary>
    public static bool IsSafe(Uri uri) =>
        uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback);

    /// <summary>Refuses an address that the token may not go to.</summary>
    /// <exception cref="FailbackException">It may not.</exception>
    public void Check(Uri uri)
    {
        if ((IsSafe(uri) || !isSecret) && (IsEndpoint(uri) || IsBelowEndpoint(uri)))
        {
            return;
        }

        throw new FailbackException(
            "UntrustedAddress",
            FailbackErrorCategory.Connection,
            $"An answer led to '{uri.Scheme}://{uri.Authority}', which isn't part of '{endpoint.Scheme}://{endpoint.Authority}'. Nothing was sent there.",
            "Check the endpoint, and any proxy between here and it.",
            uri.GetLeftPart(UriPartial.Authority));
    }

    private bool IsEndpoint(Uri uri) =>
        uri.Scheme == endpoint.Scheme && uri.Port == endpoint.Port && string.Equals(uri.Host, endpoint.Host, StringComparison.OrdinalIgnoreCase);

    private bool IsBelowEndpoint(Uri uri) =>
        uri.Scheme == Uri.UriSchemeHttps && uri.IsDefaultPort && endpoint.HostNameType == UriHostNameType.Dns
        && uri.Host.EndsWith("." + endpoint.Host, StringComparison.OrdinalIgnoreCase);
}
