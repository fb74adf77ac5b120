using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Azure.Tests.Fakes;
using AvsFailback.Testing;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Azure.Tests.Arm;

public sealed class OperationTests
{
    private const string Host = "https://management.azure.com";
    private const string Location = Host + Vaults.ItemText + "/operationresults/op1?api-version=2024-04-01&t=1&c=MII&s=x&h=y";
    private const string Job = Vaults.IdText + "/replicationJobs/op1";

    [Theory]
    [InlineData(Location, null, null, Job, Location)]
    [InlineData(Location, Host + Vaults.IdText + "/replicationOperationStatus/op1?t=1", null, Job, Host + Vaults.IdText + "/replicationOperationStatus/op1?t=1")]
    [InlineData(Location, null, "826cdb4a 9/19/2017 10:51:19 AM", Job, Location)]
    [InlineData(null, Host + Vaults.IdText + "/replicationOperationStatus/op1?t=1", null, Job, Host + Vaults.IdText + "/replicationOperationStatus/op1?t=1")]
    [InlineData(null, Host + Job + "?api-version=2016-08-10", null, Job, Host + Job + "?api-version=2016-08-10")]
    [InlineData(null, null, Job, Job, null)]
    [InlineData(null, null, Job + ", 826cdb4a 9/19/2017", Job, null)]
    [InlineData("https://centraluseuap.management.azure.com" + Vaults.IdText + "/replicationVaultHealth/operationresults/op1?x=y", null, null, Job, "https://centraluseuap.management.azure.com" + Vaults.IdText + "/replicationVaultHealth/operationresults/op1?x=y")]
    [InlineData(null, null, null, null, null)]
    public async Task The_job_is_found_in_what_the_answer_tells(string? location, string? asyncOperation, string? requestId, string? job, string? status)
    {
        var headers = new List<(string, string)> { ("Retry-After", "30") };
        Add(headers, "Location", location);
        Add(headers, "Azure-AsyncOperation", asyncOperation);
        Add(headers, "x-ms-request-id", requestId);
        var handler = ScriptedHandler.Sequence(() => ScriptedHandler.Status(202, [.. headers]));
        (ISiteRecovery service, _) = await Vaults.OpenAsync(handler);

        StartedOperation started = await service.CommitAsync(Vaults.Item("InMage"), "id", CancellationToken.None);

        Assert.Equal((job, status, TimeSpan.FromSeconds(30)), (started.JobId?.ToString(), started.StatusUri, started.RetryAfter));
    }

    [Theory]
    [InlineData("NotStarted", false, false)]
    [InlineData("InProgress", false, false)]
    [InlineData("Frobnicating", false, false)]
    [InlineData("Succeeded", true, true)]
    [InlineData("CompletedWithInformation", true, true)]
    [InlineData("Failed", true, false)]
    [InlineData("Canceled", true, false)]
    [InlineData("Cancelled", true, false)]
    public async Task Only_the_status_decides_whatever_error_stands_beside_it(string status, bool isCompleted, bool isSuccessful)
    {
        var handler = ScriptedHandler.Always($$"""{"error":{"code":"310024","message":"The name is taken.","details":null},"name":"op1","properties":null,"status":"{{status}}","endTime":null}""");
        (ISiteRecovery service, _) = await Vaults.OpenAsync(handler);

        OperationStatus look = await service.GetOperationStatusAsync(new StartedOperation { StatusUri = Location }, CancellationToken.None);

        Assert.Equal((status, isCompleted, isSuccessful), (look.Status, look.IsCompleted, look.IsSuccessful));
        Assert.Equal(("310024", "The name is taken."), (look.Error!.Code, look.Error.Message));
    }

    [Theory]
    [InlineData(202, false)]
    [InlineData(204, true)]
    public async Task The_Location_address_tells_by_its_HTTP_status(int http, bool isCompleted)
    {
        var handler = ScriptedHandler.Sequence(() => ScriptedHandler.Status(http, ("Retry-After", "12")));
        (ISiteRecovery service, _) = await Vaults.OpenAsync(handler);

        OperationStatus look = await service.GetOperationStatusAsync(new StartedOperation { StatusUri = Location }, CancellationToken.None);

        Assert.Equal((isCompleted, isCompleted, TimeSpan.FromSeconds(12)), (look.IsCompleted, look.IsSuccessful, look.RetryAfter));
    }

    [Fact]
    public async Task Without_an_address_the_status_is_found_by_the_job()
    {
        var handler = ScriptedHandler.Always("""{"status":"InProgress"}""");
        (ISiteRecovery service, _) = await Vaults.OpenAsync(handler);

        await service.GetOperationStatusAsync(new StartedOperation { JobId = ArmId.Parse(Job) }, CancellationToken.None);

        Assert.Equal(Vaults.IdText + "/replicationOperationStatus/op1?api-version=2024-04-01", Assert.Single(handler.Requests).Uri.PathAndQuery);
        await Assert.ThrowsAsync<ArgumentException>(() => service.GetOperationStatusAsync(new StartedOperation(), CancellationToken.None));
    }

    [SharedDataFact]
    public async Task The_recorded_answers_to_POSTs_lead_to_their_jobs()
    {
        int count = 0;
        foreach (RecordedExchange exchange in Recordings.Exchanges)
        {
            if (exchange.Method != "POST" || exchange.Headers is not { Count: > 0 })
            {
                continue;
            }

            var headers = new List<(string, string)>();
            foreach (JProperty header in exchange.Headers.Properties())
            {
                foreach (JToken value in header.Value is JArray values ? values : [header.Value])
                {
                    headers.Add((header.Name, (string)value!));
                }
            }

            var handler = ScriptedHandler.Sequence(() => ScriptedHandler.Status(exchange.Status, [.. headers]));
            (ISiteRecovery service, _) = await Vaults.OpenAsync(handler);

            StartedOperation started = await service.CommitAsync(Vaults.Item("InMage"), "id", CancellationToken.None);

            string location = exchange.Header("Location")!;
            string operation = location.Split("operationresults/")[1].Split('?')[0];
            Assert.Equal(operation, started.JobId!.Name);
            Assert.Equal("replicationJobs", started.JobId.Segments[^2]);
            Assert.Equal(exchange.Header("Azure-AsyncOperation"), started.StatusUri);
            count += 1;
        }

        Assert.True(count >= 8, $"only {count} POSTs were found in the recordings");
    }

    private static void Add(List<(string, string)> headers, string name, string? value)
    {
        if (value is not null)
        {
            headers.Add((name, value));
        }
    }
}
