using System;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Azure.Tests.Fakes;

namespace AvsFailback.Azure.Tests.Arm;

public sealed class AddressTests
{
    private const string Regional = "https://centraluseuap.management.azure.com";
    private const string Signed = "?api-version=2024-04-01&t=638266223&c=MIIHhz%2bCBm-_.~&s=a%2Fb%3d%3D&h=Xy%20z";

    public static TheoryData<string> GivenAddresses { get; } =
    [
        "https://management.azure.com" + Vaults.IdText + "/replicationOperationStatus/op1" + Signed,
        Regional + Vaults.IdText + "/replicationOperationStatus/op1" + Signed,
        Regional + "/Subscriptions/11111111-1111-1111-1111-111111111111/x%27y/(z)" + Signed,
    ];

    [Theory]
    [MemberData(nameof(GivenAddresses))]
    public async Task A_status_address_is_followed_byte_for_byte(string address)
    {
        var handler = ScriptedHandler.Always("""{"status":"Succeeded"}""");
        (ISiteRecovery service, _) = await Vaults.OpenAsync(handler);

        await service.GetOperationStatusAsync(new StartedOperation { StatusUri = address }, CancellationToken.None);

        Uri sent = Assert.Single(handler.Requests).Uri;
        Assert.Equal(address, sent.Scheme + "://" + sent.Authority + sent.PathAndQuery);
    }

    [Fact]
    public async Task A_list_goes_on_where_the_service_says()
    {
        string next = Regional + Vaults.IdText + "/replicationProtectedItems?api-version=2024-04-01&%24skipToken=abc%2Bdef";
        var handler = new ScriptedHandler(r => ScriptedHandler.Json(r.Uri.Query.Contains("skipToken", StringComparison.Ordinal)
            ? $$"""{"value":[{"id":"{{Vaults.ItemText}}2","properties":{} }],"nextLink":null}"""
            : $$"""{"nextLink":"{{next}}","value":[{"id":"{{Vaults.ItemText}}","properties":{} }]}"""));
        (ISiteRecovery service, _) = await Vaults.OpenAsync(handler);

        Page<ReplicatedItem> first = await service.ListItemsAsync(null, null, CancellationToken.None);
        Page<ReplicatedItem> second = await service.ListItemsAsync(null, first.Continuation, CancellationToken.None);

        Assert.Equal(next, first.Continuation);
        Assert.Equal(next, handler.Requests[1].Uri.AbsoluteUri);
        Assert.Equal("sql012", Assert.Single(second.Items).Name);
        Assert.Null(second.Continuation);
    }

    [Theory]
    [InlineData("https://evil.example/subscriptions/x")]
    [InlineData("https://management.azure.com.evil.example/subscriptions/x")]
    [InlineData("https://evilmanagement.azure.com/subscriptions/x")]
    [InlineData("https://azure.com/subscriptions/x")]
    [InlineData("http://management.azure.com/subscriptions/x")]
    [InlineData("http://centraluseuap.management.azure.com/subscriptions/x")]
    [InlineData("https://management.azure.com:8443/subscriptions/x")]
    [InlineData("https://management.azure.com@evil.example/subscriptions/x")]
    [InlineData("http://localhost/subscriptions/x")]
    [InlineData("//evil.example/subscriptions/x")]
    [InlineData("ftp://management.azure.com/x", "UnusableAddress")]
    public async Task No_token_goes_to_a_foreign_address(string address, string errorId = "UntrustedAddress")
    {
        var handler = ScriptedHandler.Always("{}");
        (ISiteRecovery service, _) = await Vaults.OpenAsync(handler);

        var ofList = await Assert.ThrowsAsync<FailbackException>(() => service.ListItemsAsync(null, address, CancellationToken.None));
        var ofStatus = await Assert.ThrowsAsync<FailbackException>(() => service.GetOperationStatusAsync(new StartedOperation { StatusUri = address }, CancellationToken.None));

        Assert.Equal((errorId, errorId), (ofList.ErrorId, ofStatus.ErrorId));
        Assert.Empty(handler.Requests);
    }

    [Theory]
    [InlineData("http://127.0.0.1:8765/", "http://127.0.0.1:8765/x", true)]
    [InlineData("http://127.0.0.1:8765/", "http://127.0.0.1:8766/x", false)]
    [InlineData("http://localhost:8765/", "http://localhost:8765/x", true)]
    [InlineData("https://management.usgovcloudapi.net/", "https://usgovvirginia.management.usgovcloudapi.net/x", true)]
    [InlineData("https://10.0.0.4/", "https://a.10.0.0.4/x", false)]
    public async Task Where_a_token_may_go_follows_from_the_endpoint(string endpoint, string address, bool mayGo)
    {
        var handler = ScriptedHandler.Always("""{"value":[]}""");
        (ISiteRecovery service, _) = await Vaults.OpenAsync(handler, new Uri(endpoint));

        Task<Page<ReplicatedItem>> list = service.ListItemsAsync(null, address, CancellationToken.None);
        if (mayGo)
        {
            await list;
            Assert.Equal("Bearer t0ken", Assert.Single(handler.Requests).Headers["Authorization"]);
        }
        else
        {
            await Assert.ThrowsAsync<FailbackException>(() => list);
            Assert.Empty(handler.Requests);
        }
    }

    [Fact]
    public async Task Filters_are_written_as_the_service_takes_them()
    {
        var handler = ScriptedHandler.Always("""{"value":[]}""");
        (ISiteRecovery service, _) = await Vaults.OpenAsync(handler);
        var from = new DateTimeOffset(2017, 8, 4, 11, 28, 52, TimeSpan.FromHours(2));

        await service.ListItemsAsync(new ItemFilter { RecoveryPlanName = "Bob's plan" }, null, CancellationToken.None);
        await service.ListJobsAsync(new JobFilter { From = from, To = from.AddDays(1), States = ["InProgress", "NotStarted"] }, null, CancellationToken.None);
        await service.ListJobsAsync(new JobFilter { States = ["Succeeded"] }, null, CancellationToken.None);

        Assert.Equal("RecoveryPlanName eq 'Bob''s plan'", Filter(handler.Requests[0]));
        Assert.Equal(
            "StartTime eq '2017-08-04T09:28:52.0000000Z' and EndTime eq '2017-08-05T09:28:52.0000000Z' and ( JobStatus eq 'InProgress' or JobStatus eq 'NotStarted' )",
            Filter(handler.Requests[1]));
        Assert.Equal("( JobStatus eq 'Succeeded' )", Filter(handler.Requests[2]));
    }

    [Fact]
    public async Task Each_resource_is_asked_for_in_its_own_version()
    {
        var handler = ScriptedHandler.Always("""{"id":"/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/v","value":[]}""");
        (ISiteRecovery service, _) = await Vaults.OpenAsync(handler);
        ArmId vm = ArmId.Parse("/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/v");
        ArmId nic = ArmId.Parse("/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/networkInterfaces/n");
        ArmId site = ArmId.Parse("/subscriptions/s/resourceGroups/g/providers/Microsoft.OffAzure/VMwareSites/w");

        await service.FindAzureVmAsync(vm, CancellationToken.None);
        await service.ListAzureVmsAsync("s", null, CancellationToken.None);
        await service.ListAzureVmPowerStatesAsync("s", null, CancellationToken.None);
        await service.ListPrivateAddressesAsync(nic, CancellationToken.None);
        await service.ListRunAsAccountsAsync(site, null, CancellationToken.None);

        Assert.Equal(
            [
                vm + "?api-version=2024-07-01&$expand=instanceView",
                "/subscriptions/s/providers/Microsoft.Compute/virtualMachines?api-version=2024-07-01",
                "/subscriptions/s/providers/Microsoft.Compute/virtualMachines?api-version=2024-07-01&statusOnly=true",
                nic + "?api-version=2024-05-01",
                site + "/runAsAccounts?api-version=2020-01-01",
            ],
            handler.Requests.ConvertAll(r => r.Uri.PathAndQuery));
    }

    private static string Filter(SentRequest request) =>
        Uri.UnescapeDataString(request.Uri.Query.Split("&$filter=")[1]);
}
