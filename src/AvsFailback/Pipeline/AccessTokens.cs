using System.Management.Automation;
using System.Net;
using System.Security;

namespace AvsFailback.Pipeline;

/// <summary>Reads a bearer token from whatever form the user has it in.</summary>
internal static class AccessTokens
{
    /// <summary>The token's text.</summary>
    /// <param name="given">A secure string, a string, or an object with a <c>Token</c>, as <c>Get-AzAccessToken</c> gives.</param>
    /// <exception cref="FailbackException">It holds none.</exception>
    public static string Plain(object given)
    {
        object value = given is PSObject wrapped ? wrapped.BaseObject : given;
        string? token = value switch
        {
            string text => text,
            SecureString secure => new NetworkCredential(string.Empty, secure).Password,
            _ => PSObject.AsPSObject(given).Properties["Token"]?.Value is { } inner && inner is not PSObject ? Plain(inner) : null,
        };
        return string.IsNullOrWhiteSpace(token)
            ? throw new FailbackException("NoAccessToken", FailbackErrorCategory.InvalidInput, "-AccessToken holds no token.", "Give the output of Get-AzAccessToken, or of 'az account get-access-token --query accessToken -o tsv'.")
            : token!.Trim();
    }
}
