using System;
using System.Linq;
using System.Threading.Tasks;
using AvsFailback.Runs;
using AvsFailback.TestSupport;
using static AvsFailback.Core.Tests.Readiness.Healthy;

namespace AvsFailback.Core.Tests.Journey;

/// <summary>What was found ready before a question counts for a while; what was found unready stays out.</summary>
public sealed class JourneyReadinessTests
{
    private static readonly GrantedActions Nothing = new([], []);
    private static readonly GrantedActions Everything = new(["*"], []);

    private readonly Bed _bed = new();
    private readonly JourneyOptions _options = new() { Until = FailbackGoal.FailedBack };

    [Theory]
    [InlineData(4, false)]
    [InlineData(6, true)]
    public async Task A_VM_that_becomes_unready_while_a_person_thinks_is_left_alone(int minutes, bool isSeen)
    {
        JourneyEntry[] entries = await EntriesAsync();
        var readiness = new JourneyReadiness(_bed.Vault, _options);
        Assert.Empty(await readiness.CheckAsync(entries, default));

        await ChangeAsync(Nothing, minutes);

        Assert.Equal(isSeen ? ["NotReadyI16"] : [], (await readiness.CheckAsync(entries, default)).Values.Select(why => why.ErrorId));
    }

    [Fact]
    public async Task A_VM_that_the_question_left_out_stays_out_though_it_has_become_ready()
    {
        JourneyEntry[] entries = await EntriesAsync();
        await ChangeAsync(Nothing, 0);
        var readiness = new JourneyReadiness(_bed.Vault, _options);
        Assert.Single(await readiness.CheckAsync(entries, default));

        await ChangeAsync(Everything, 6);

        Assert.Equal(["NotReadyI16"], (await readiness.CheckAsync(entries, default)).Values.Select(why => why.ErrorId));
        Assert.Empty(await new JourneyReadiness(_bed.Vault, _options).CheckAsync(entries, default));
    }

    private async Task<JourneyEntry[]> EntriesAsync()
    {
        _bed.Service.Fabrics.Add(ClassicFabric);
        _bed.Service.VCenters.Add(ConnectedVCenter);
        FakeItem item = _bed.Service.Add("sql01", ReplicationPhase.ReadyToFailBack, ReplicationArchitecture.Classic);
        item.Tamper = shown => Item(Classic, ReplicationPhase.ReadyToFailBack, "sql01") with { ProtectionState = shown.ProtectionState, ActiveLocation = shown.ActiveLocation, AllowedOperations = shown.AllowedOperations };
        return [new JourneyEntry { Item = (await _bed.Service.FindItemAsync(item.Id, default))! with { Vault = _bed.Vault } }];
    }

    private Task ChangeAsync(GrantedActions granted, int minutes)
    {
        _bed.Service.Permissions.Clear();
        _bed.Service.Permissions.Add(granted);
        return _bed.Clock.Delay(TimeSpan.FromMinutes(minutes), default);
    }
}
