using System.Threading;
using System.Threading.Tasks;

namespace AvsFailback.Azure.Identity;

/// <summary>The tokens of a connection; a reconnect to the same vault swaps where they come from, under whatever runs.</summary>
internal sealed class SignIn(ITokenSource source) : ITokenSource, ISignIn
{
    private volatile ITokenSource _source = source;

    /// <inheritdoc cref="ITokenSource.Account"/>
    public string? Account => _source.Account;

    /// <inheritdoc/>
    public Task<string> GetTokenAsync(CancellationToken cancellationToken) => _source.GetTokenAsync(cancellationToken);

    /// <inheritdoc/>
    public void TakeOver(ISignIn other) => _source = ((SignIn)other)._source;
}
