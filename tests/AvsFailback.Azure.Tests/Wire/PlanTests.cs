using System;
using System.IO;
using System.Linq;
using AvsFailback.Azure.Tests.Fakes;
using AvsFailback.Azure.Wire;
using AvsFailback.Testing;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Azure.Tests.Wire;

/// <summary>Recovery plans on the wire (asr-contract §8).</summary>
public sealed class PlanTests
{
    private const string PlanText = Vaults.IdText + "/replicationRecoveryPlans/Finance";

    [Theory]
    [InlineData("InMage", false, "/unplannedFailover", """{"instanceType":"InMage","recoveryPointType":"LatestTime"}""", "NotRequired")]
    [InlineData("InMage", true, "/unplannedFailover", """{"instanceType":"InMage","recoveryPointType":"LatestTag"}""", "NotRequired")]
    [InlineData("InMageRcmFailback", false, "/plannedFailover", """{"instanceType":"InMageRcmFailback","recoveryPointType":"CrashConsistent","useMultiVmSyncPoint":"false"}""", null)]
    [InlineData("InMageRcmFailback", true, "/plannedFailover", """{"instanceType":"InMageRcmFailback","recoveryPointType":"ApplicationConsistent","useMultiVmSyncPoint":"true"}""", null)]
    public void A_plans_failback_goes_from_recovery_to_primary_with_the_latest_point_of_each_vm_or_the_common_app_consistent_one(string provider, bool appConsistent, string verb, string details, string? sourceSite)
    {
        (string sentTo, byte[] body) = PlanFailbackRequest.Write(Plan(provider), appConsistent ? RecoveryPointChoice.LatestAppConsistent : RecoveryPointChoice.Latest);

        JToken properties = JObject.Parse(System.Text.Encoding.UTF8.GetString(body))["properties"]!;
        Assert.Equal(verb, sentTo);
        Assert.Equal("RecoveryToPrimary", (string?)properties["failoverDirection"]);
        Assert.Equal(sourceSite, (string?)properties["sourceSiteOperations"]);
        Assert.Equal(details, Assert.Single((JArray)properties["providerSpecificDetails"]!).ToString(Newtonsoft.Json.Formatting.None));
    }

    [Fact]
    public void A_plan_never_goes_to_a_certain_point()
    {
        var point = new RecoveryPointChoice(RecoveryPointType.CrashConsistent, ArmId.Parse(Vaults.ItemText + "/recoveryPoints/p1"));
        Assert.Equal("RecoveryPointNotSelectable", Assert.Throws<FailbackException>(() => PlanFailbackRequest.Write(Plan("InMage"), point)).ErrorId);
    }

    [Fact]
    public void A_plan_of_both_architectures_has_no_request_of_its_own()
    {
        RecoveryPlan mixed = Plan("InMage") with { Architecture = ReplicationArchitecture.Unknown, IsMixed = true };
        Assert.Equal("PlanNotSupported", Assert.Throws<FailbackException>(() => PlanFailbackRequest.Write(mixed, RecoveryPointChoice.Latest)).ErrorId);
    }

    [SharedDataFact]
    public void The_published_example_of_a_plan_is_read_with_its_groups_in_order()
    {
        JObject example = JObject.Parse(File.ReadAllText(SharedData.File("openapi", "examples", "ReplicationRecoveryPlans_Get.json")));
        RecoveryPlan plan = Read(example["responses"]!["200"]!["body"]!.ToString());

        Assert.Equal(("RPtest1", ReplicationArchitecture.Unknown, false), (plan.Name, plan.Architecture, plan.IsMixed));
        Assert.Equal(["Shutdown 0", "Failover 0", "Boot 1", "Boot 2"], plan.Groups.Select(g => $"{g.Type} {g.Number}"));
        Assert.Equal(["f8491e4f-817a-40dd-a90c-af773978c75b", "c0c14913-3d7a-48ea-9531-cc99e0e686e6"], plan.Members.Select(m => m.Id.Name));
        Assert.Equal(["PlannedFailover", "UnplannedFailover", "TestFailover"], plan.AllowedOperations);
        Assert.Null(plan.RunningJobId);
    }

    /// <summary>A plan's failback is an unplanned failover where it is classic, a planned one where it is modernized (asr-contract §8).</summary>
    [Theory]
    [InlineData("InMage", "unplanned")]
    [InlineData("InMageRcmFailback", "planned,other case")]
    [InlineData("InMageAzureV2", "unplanned")]
    [InlineData("InMageRcm", "planned,other case")]
    public void Only_actions_of_the_plan_s_own_kind_of_failover_and_direction_belong_to_its_failback(string provider, string expected)
    {
        RecoveryPlan plan = Read($$$"""
            {"id":"{{{PlanText}}}","properties":{"friendlyName":"Finance","replicationProviders":["{{{provider}}}"],
             "groups":[{"groupType":"Shutdown","replicationProtectedItems":[],"startGroupActions":[{{{Action("to Azure", "PlannedFailover\",\"UnplannedFailover", "PrimaryToRecovery")}}}],"endGroupActions":[]},
              {"groupType":"Boot","replicationProtectedItems":[],
               "startGroupActions":[{{{Action("unplanned", "UnplannedFailover")}}},{{{Action("planned", "TestFailover\",\"PlannedFailover")}}},{{{Action("test", "TestFailover")}}}],
               "endGroupActions":[{{{Action("other case", "plannedfailover", "recoveryToPrimary")}}},{"actionName":"never","failoverTypes":[],"failoverDirections":["RecoveryToPrimary"],"customDetails":{"instanceType":"ManualActionDetails"}},
                {"actionName":"hollow","customDetails":{"instanceType":"ManualActionDetails"} } ]}]}}
            """);

        Assert.Equal(expected, string.Join(',', plan.FailbackActions.Select(action => action.Name)));

        static string Action(string name, string types, string direction = "RecoveryToPrimary") =>
            $$"""{"actionName":"{{name}}","failoverTypes":["{{types}}"],"failoverDirections":["{{direction}}"],"customDetails":{"instanceType":"ManualActionDetails"} }""";
    }

    [Fact]
    public void Actions_tell_whether_a_person_has_to_do_them()
    {
        RecoveryPlan plan = Read($$$"""
            {"id":"{{{PlanText}}}","properties":{"friendlyName":"Finance","replicationProviders":["InMage","InMageRcmFailback"],
             "currentScenario":{"scenarioName":"PlannedFailover","jobId":"{{{Vaults.IdText}}}/replicationJobs/j"},
             "groups":[{"groupType":"Boot","replicationProtectedItems":[],
               "startGroupActions":[{"actionName":"warm","failoverTypes":["TestFailover"],"failoverDirections":["RecoveryToPrimary"],"customDetails":{"instanceType":"ScriptActionDetails","path":"p","fabricLocation":"Primary"}}],
               "endGroupActions":[{"actionName":"check","failoverTypes":["PlannedFailover"],"failoverDirections":["RecoveryToPrimary"],"customDetails":{"instanceType":"ManualActionDetails","description":"Look at it."}}]}]}}
            """);

        Assert.Equal(("j", "PlannedFailover", true), (plan.RunningJobId!.Name, plan.RunningScenario, plan.IsMixed));
        RecoveryPlanAction warm = Assert.Single(plan.Groups[0].StartActions);
        RecoveryPlanAction check = Assert.Single(plan.Groups[0].EndActions);
        Assert.False(warm.IsManual);
        Assert.Equal((true, "Look at it."), (check.IsManual, check.Description));
        Assert.Equal([check], plan.FailbackActions);
    }

    private static RecoveryPlan Plan(string provider) => new()
    {
        Id = ArmId.Parse(PlanText),
        Name = "Finance",
        Providers = [provider],
        Architecture = provider == "InMage" ? ReplicationArchitecture.Classic : ReplicationArchitecture.Modernized,
    };

    private static RecoveryPlan Read(string json)
    {
        var reader = new WireReader(new StringReader(json));
        return reader.Root((ref r) => PlanReader.Read(ref r, new ReadContext(null, DateTimeOffset.UnixEpoch, IsComplete: true))!);
    }
}
