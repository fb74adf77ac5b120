using System.Threading;
using System.Threading.Tasks;

namespace AvsFailback.Azure.Identity;

/// <summary>Where the tokens for Azure Resource Manager come from. Each way to sign in is one of these.</summary>
internal interface ITokenSource
{
    /// <summary>Who is signed in, as far as is known before a request.</summary>
    string? Account { get; }

    /// <summary>A token that is valid now.</summary>
    Task<string> GetTokenAsync(CancellationToken cancellationToken);
}
