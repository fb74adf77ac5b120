using System;
using System.Threading;
using System.Threading.Tasks;

namespace AvsFailback.Azure.Identity;

/// <summary>A token that the user brought. It can't be renewed: when it has run out, the service says so.</summary>
internal sealed class AccessTokenSource : ITokenSource
{
    private const string Scheme = "Bearer ";

    private readonly string _token;

    /// <param name="token">The token, with or without the word Bearer before it.</param>
    /// <exception cref="FailbackException">It can't be one.</exception>
    public AccessTokenSource(string token)
    {
        string bare = token.Trim();
        _token = bare.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? bare.Substring(Scheme.Length).Trim() : bare;
        foreach (char c in _token)
        {
            if (c is <= ' ' or > '~')
            {
                throw new FailbackException("InvalidToken", FailbackErrorCategory.InvalidInput, "The access token has characters that no token has.", "Pass the token itself, as one word.");
            }
        }

        Account = TokenClaims.AccountOf(_token);
    }

    /// <inheritdoc/>
    public string? Account { get; }

    /// <inheritdoc/>
    public Task<string> GetTokenAsync(CancellationToken cancellationToken) => Task.FromResult(_token);
}
