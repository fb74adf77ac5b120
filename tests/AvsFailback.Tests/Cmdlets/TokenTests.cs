
namespace AvsFailback.Tests.Cmdlets;

/// <summary>A token is found in whatever scripts keep it in.</summary>
public sealed class TokenTests
{
    [Theory]
    [InlineData("'aaa.bbb.ccc'")]
    [InlineData("$secure")]
    [InlineData("[pscustomobject]@{ Token = 'aaa.bbb.ccc' }")]
    [InlineData("[pscustomobject]@{ Token = $secure; ExpiresOn = [DateTimeOffset]::UtcNow }")]
    [InlineData("@{ Token = $secure }")]
    [InlineData("@{ accessToken = 'aaa.bbb.ccc'; tokenType = 'Bearer' }")]
    [InlineData("[pscustomobject]@{ Token = [pscustomobject]@{ Token = $secure } }")]
    public void It_is_taken(string token)
    {
        using var vault = new EmulatedVault(canPrompt: false);

        vault.Run($"{Prepare} Connect-AvsVault @to -AccessToken ({token})", new { endpoint = vault.Address }).Succeeded();
    }

    [Theory]
    [InlineData("@{ Tokens = 'aaa' }")]
    [InlineData("[pscustomobject]@{ Token = $null }")]
    [InlineData("[pscustomobject]@{ Token = '  ' }")]
    [InlineData("42")]
    [InlineData("(& { $h = @{}; $h.Token = $h; $h })")]
    public void What_holds_none_is_told(string token)
    {
        using var vault = new EmulatedVault(canPrompt: false);

        vault.Run($"{Prepare} Connect-AvsVault @to -AccessToken ({token})", new { endpoint = vault.Address }).OnlyError("NoAccessToken");
    }

    private const string Prepare = """
        param($endpoint)
        $secure = [securestring]::new()
        'aaa.bbb.ccc'.ToCharArray().ForEach{ $secure.AppendChar($_) }
        $to = @{ Name = 'contoso-dr-vault'; ResourceGroupName = 'rg-avs-dr'; SubscriptionId = (Get-AvsReplicatedItem sql01).Id.SubscriptionId; Endpoint = $endpoint }
        """ + "\n";
}
