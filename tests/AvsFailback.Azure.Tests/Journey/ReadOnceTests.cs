using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using AvsFailback.Runs;

namespace AvsFailback.Azure.Tests.Journey;

/// <summary>What a journey's readiness, its reprotect inputs and the room on servers go by is read of the vault once.</summary>
public sealed class ReadOnceTests
{
    [Fact]
    public async Task Before_its_first_change_a_journey_reads_nothing_of_the_vault_twice()
    {
        using var world = new JourneyWorld(JourneyWorld.SixVms);
        AvsVault vault = await world.ConnectAsync();
        List<JourneyEntry> entries = await world.EntriesAsync(vault);
        long given = (await world.RequestsAsync()).Max(request => request.Number);

        FailbackRun run = await new FailbackJourney(vault, new JourneyOptions { CommitPolicy = CommitPolicy.AfterValidation }, new TestHost(), null).RunAsync(entries, default);

        JourneyLog.AssertSucceeded(run);
        EmulatorRequest[] reads = [.. (await world.RequestsAsync()).Where(request => request.Number > given).TakeWhile(request => request.Method == "GET")];
        // VMs and jobs move, and are looked at again; servers, policies, lists and rights are taken as they were.
        IEnumerable<string> twice = reads
            .Where(request => request.Operation is not ("GetItem" or "GetJob" or "ListJobs"))
            .GroupBy(request => $"{request.Operation} {request.Path}{request.Query}")
            .Where(same => same.Count() > 1)
            .Select(same => $"{same.Count()} times {same.Key}");
        Assert.Contains(reads, request => request.Operation == "GetFabric");
        Assert.Contains(reads, request => request.Operation == "ListItems");
        Assert.Empty(twice);
    }
}
