using System.Linq;
using AvsFailback.Readiness;
using AvsFailback.TestSupport;

namespace AvsFailback.Core.Tests.Planner;

/// <summary>A named classic replication group goes to AVS whole, of one operating system, to one master target.</summary>
public sealed class ReplicationGroupTests
{
    private static readonly MasterTarget[] Known = [Plan.Target("mt-1", "MT1", "Windows"), Plan.Target("mt-2", "MT2", "Windows")];

    private readonly ReplicatedItem _one = Member("sqlc01");
    private readonly ReplicatedItem _two = Member("sqlc02");

    [Fact]
    public void A_group_that_is_given_whole_passes() => ReplicationGroups.DemandWhole(_one, [_one, _two], [_one, _two, Member("sql03", group: "other")]);

    [Fact]
    public void A_member_that_is_missing_is_named_with_all_that_belong()
    {
        var error = Assert.Throws<FailbackException>(() => ReplicationGroups.DemandWhole(_one, [_one], [_one, _two]));

        Plan.Names(error, "GroupGoesTogether", "SQL-Cluster", "sqlc02 is missing", "sqlc01, sqlc02", "-RecoveryPlan");
    }

    [Theory]
    [InlineData(ReplicationPhase.Protected)]
    [InlineData(ReplicationPhase.Committed)]
    public void A_member_that_is_in_AVS_is_not_missed(ReplicationPhase phase) => ReplicationGroups.DemandWhole(_one, [_one], [_one, Member("sqlc02", phase)]);

    [Fact]
    public void A_group_of_two_operating_systems_is_refused()
    {
        ReplicatedItem[] all = [_one, _two with { OsType = "Linux" }];

        Plan.Names(Assert.Throws<FailbackException>(() => ReplicationGroups.DemandWhole(_one, all, all)), "GroupOfSeveralSystems", "Windows and Linux");
    }

    [Theory]
    [InlineData("mt-1", "MT-1")]
    [InlineData("mt-1", null)]
    public void One_master_target_for_all_passes(string one, string? two) => ReplicationGroups.DemandOneMasterTarget(_one, [To(_one, one), To(_two, two)], Known);

    [Fact]
    public void Several_master_targets_are_refused_by_their_names()
    {
        var error = Assert.Throws<FailbackException>(() => ReplicationGroups.DemandOneMasterTarget(_one, [To(_one, "mt-1"), To(_two, "MT-2"), To(Member("sqlc03"), "unheard-of")], Known));

        Plan.Names(error, "GroupOfSeveralMasterTargets", "sqlc01 MT1, sqlc02 MT2, sqlc03 unheard-of", "-MasterTarget.");
    }

    [Fact]
    public void A_member_that_replicates_already_says_where_the_others_have_to_go()
    {
        var done = new GroupMember(Member("sqlc02", ReplicationPhase.ReadyToFailBack) with { MasterTargetId = "mt-2" }, null);

        ReplicationGroups.DemandOneMasterTarget(_one, [To(_one, "mt-2"), done], Known);
        var error = Assert.Throws<FailbackException>(() => ReplicationGroups.DemandOneMasterTarget(_one, [To(_one, "mt-1"), done], Known));

        Plan.Names(error, "GroupOfSeveralMasterTargets", "sqlc01 MT1", "sqlc02 MT2 (already)", "-MasterTarget MT2");
    }

    [Fact]
    public void While_a_reprotect_runs_the_master_target_of_before_says_nothing()
    {
        ReplicatedItem running = Member("sqlc02") with { Phase = ReplicationPhase.ReplicatingToAvs, MasterTargetId = "mt-old" };

        Assert.Equal(ReplicationDirection.AvsToAzure, running.Direction);
        ReplicationGroups.DemandOneMasterTarget(_one, [To(_one, "mt-1"), new GroupMember(running, null)], Known);
    }

    [Fact]
    public void A_group_of_the_same_name_in_another_vault_or_architecture_is_another_one()
    {
        ReplicatedItem modernized = Member("app01") with { Architecture = ReplicationArchitecture.Modernized };
        ReplicatedItem elsewhere = Member("sqlc09") with { Vault = new Bed().Vault };

        Assert.False(ReplicationGroups.Bind(modernized));
        Assert.Equal(["sqlc01", "sqlc02"], ReplicationGroups.MembersOf(_one, [_one, _two, modernized, elsewhere]).Select(m => m.Name));
    }

    private static GroupMember To(ReplicatedItem item, string? masterTarget) => new(item, new ReprotectInputs { MasterTargetId = masterTarget });

    private static ReplicatedItem Member(string name, ReplicationPhase phase = ReplicationPhase.RunningInAzure, string group = "SQL-Cluster") =>
        Some.Item(phase, ReplicationArchitecture.Classic, name) with { ReplicationGroup = name == "sqlc02" ? group.ToUpperInvariant() : group };
}
