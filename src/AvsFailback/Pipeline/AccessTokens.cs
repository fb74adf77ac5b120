using System;
using System.Collections;
using System.Linq;
using System.Management.Automation;
using System.Net;
using System.Security;

namespace AvsFailback.Pipeline;

/// <summary>Reads a bearer token from whatever form the user has it in.</summary>
internal static class AccessTokens
{
    private const int MostWraps = 3;

    // As Get-AzAccessToken and 'az account get-access-token' name it.
    private static readonly string[] Names = ["Token", "AccessToken"];

    /// <summary>The token's text.</summary>
    /// <param name="given">A secure string, a string, or an object with a <c>Token</c>, as <c>Get-AzAccessToken</c> gives.</param>
    /// <exception cref="FailbackException">It holds none.</exception>
    public static string Plain(object given) => Plain(given, MostWraps);

    // An object in an object, such as a hashtable's, a few deep; one that holds itself ends too.
    private static string Plain(object given, int wraps)
    {
        object value = given is PSObject wrapped ? wrapped.BaseObject : given;
        string? token = value switch
        {
            string text => text,
            SecureString secure => new NetworkCredential(string.Empty, secure).Password,
            _ => wraps > 0 && Inner(given, value) is { } inner ? Plain(inner, wraps - 1) : null,
        };
        return string.IsNullOrWhiteSpace(token)
            ? throw new FailbackException("NoAccessToken", FailbackErrorCategory.InvalidInput, "-AccessToken holds no token.", "Give the output of Get-AzAccessToken, or of 'az account get-access-token --query accessToken -o tsv'.")
            : token!.Trim();
    }

    private static object? Inner(object given, object value)
    {
        if (value is IDictionary map)
        {
            return map.Cast<DictionaryEntry>().FirstOrDefault(pair => Names.Contains(pair.Key as string, StringComparer.OrdinalIgnoreCase)).Value;
        }

        PSObject wrapped = PSObject.AsPSObject(given);
        return Names.Select(name => wrapped.Properties[name]?.Value).FirstOrDefault(found => found is not null);
    }
}
