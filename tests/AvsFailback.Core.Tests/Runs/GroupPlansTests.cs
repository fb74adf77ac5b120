using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using AvsFailback.Runs;
using AvsFailback.TestSupport;

namespace AvsFailback.Core.Tests.Runs;

public sealed class GroupPlansTests
{
    private readonly Bed _bed = new();

    [Fact]
    public async Task Members_of_a_group_that_are_named_singly_go_by_their_plan_when_all_of_it_is_named()
    {
        IReadOnlyList<ReplicatedItem> items = Group("one", "two");
        Assert.Equal(["Group"], (await new GroupPlans(_bed.Vault).OfAsync(items, [], default)).Select(plan => plan.Name));
    }

    [Fact]
    public async Task A_plan_with_a_vm_that_was_not_named_is_not_taken()
    {
        IReadOnlyList<ReplicatedItem> items = Group("one", "two");
        Assert.Empty(await new GroupPlans(_bed.Vault).OfAsync([items[0]], [], default));
    }

    [Fact]
    public async Task Without_a_group_no_plan_is_looked_for()
    {
        IReadOnlyList<ReplicatedItem> items = Group("one", "two");
        int before = _bed.Service.Requests.Count;
        Assert.Empty(await new GroupPlans(_bed.Vault).OfAsync([.. items.Select(item => item with { ReplicationGroup = null })], [], default));
        Assert.Equal(before, _bed.Service.Requests.Count);
    }

    private IReadOnlyList<ReplicatedItem> Group(params string[] names)
    {
        FakeItem[] members = [.. names.Select(name => _bed.Service.Add(name, ReplicationPhase.ReadyToFailBack, ReplicationArchitecture.Classic))];
        _bed.Service.AddPlan("Group", members);
        return [.. members.Select(member => Some.Item(member.Phase, member.Architecture, member.Name) with { ReplicationGroup = "cluster" })];
    }
}
