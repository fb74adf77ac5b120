using System;
using System.IO;
using System.Threading.Tasks;
using AvsFailback.Bench;

namespace AvsFailback.Azure.Tests.Journey;

/// <summary>
/// What design §8 promises of whole fleets and what doesn't depend on the machine: the emulator's clock, its buckets and its
/// seed give the same numbers every time. Those of 1,000 VMs, and CPU and memory, are printed by <c>bench/</c>.
/// </summary>
public sealed class FleetTests
{
    [Theory]
    [InlineData(120, 6)]
    [InlineData(240, 6)]
    public async Task A_fleet_comes_home_within_its_budget_of_calls_and_near_the_clairvoyants_time(int vms, int plans)
    {
        JourneyCost cost = await RunAsync(vms, plans);
        Assert.Equal(FailbackRunOutcome.Succeeded, cost.Outcome);
        Assert.Equal(0, cost.Throttled);
        // What is read for the whole fleet, however large, weighs more on a VM of a small one: beyond it, 8 a VM hold.
        Assert.InRange(cost.Reads, 4 * vms, 600 + (7 * vms));
        Assert.InRange(cost.Writes, 2 * vms, 4 * vms);
        Assert.InRange(cost.Makespan / cost.Clairvoyant, 1, 1.05);
        Assert.True(cost.PollerReads > 4 * cost.Reads, $"{cost.Reads} reads, where pollers would take {cost.PollerReads}.");
    }

    [Fact]
    public async Task Reads_a_VM_do_not_grow_with_the_fleet()
    {
        JourneyCost few = await RunAsync(120, 6);
        JourneyCost many = await RunAsync(240, 6);
        Assert.True((double)many.Reads / many.Vms <= (double)few.Reads / few.Vms, $"{few.Reads} reads of 120 VMs became {many.Reads} of 240.");
    }

    private static async Task<JourneyCost> RunAsync(int vms, int plans)
    {
        string path = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(path, FleetJourney.Snapshot(vms, plans, spread: 0.2));
            return await FleetJourney.RunAsync(path);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
