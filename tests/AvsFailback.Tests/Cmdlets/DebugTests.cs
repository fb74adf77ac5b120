using System;
using AvsFailback.Tests.Hosting;

namespace AvsFailback.Tests.Cmdlets;

/// <summary><c>-Debug</c> shows each request with what Microsoft's support asks for, and nothing that is secret.</summary>
public sealed class DebugTests
{
    private const string Lines = "5>&1 | Where-Object { $_ -is [System.Management.Automation.DebugRecord] } | ForEach-Object { \"$_\" }";

    [Theory]
    [InlineData("Get-AvsReplicatedItem app01 -Debug")]
    [InlineData("$DebugPreference = 'Continue'; Get-AvsReplicatedItem app01")]
    public void Each_request_is_shown_with_its_status_time_and_ids(string command)
    {
        using var vault = new EmulatedVault(canPrompt: false);

        System.Collections.Generic.IReadOnlyList<string> lines = vault.Texts($"{command} {Lines}");

        Assert.Contains(lines, line => line.Contains("/replicationProtectedItems", StringComparison.Ordinal));
        Assert.All(lines, line => line.Has("GET /", "HTTP 200 after ", " ms, client request id ", "correlation id "));
    }

    [Fact]
    public void Without_it_nothing_is_shown_and_no_token_ever()
    {
        using var vault = new EmulatedVault(canPrompt: false);

        Assert.Empty(vault.Texts($"Get-AvsReplicatedItem app01 {Lines}"));
        Invocation run = vault.Run(
            $"param($endpoint) $DebugPreference = 'Continue'; Connect-AvsVault contoso-dr-vault -ResourceGroupName rg-avs-dr -SubscriptionId (Get-AvsReplicatedItem sql01).Id.SubscriptionId -Endpoint $endpoint -AccessToken aaa.bbb.ccc {Lines}",
            new { endpoint = vault.Address }).Succeeded();
        Assert.NotEmpty(run.Output);
        Assert.All(run.Output, line => Assert.DoesNotContain("aaa.bbb", line.ToString(), StringComparison.Ordinal));
    }
}
