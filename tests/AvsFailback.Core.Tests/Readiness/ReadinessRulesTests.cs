using System;
using System.Linq;
using AvsFailback.Readiness;
using AvsFailback.TestSupport;
using AvsFailback.Vault;

namespace AvsFailback.Core.Tests.Readiness;

public sealed class ReadinessRulesTests
{
    private const string Infrastructure = "I01,I02,I03,I04,I05,I06,I07,I08,I09,I10,I11,I12,I13,I14,I15,I16";

    [Theory]
    [InlineData(ReadinessStep.Failback, true, Infrastructure + ",V01,V02,V03,V04,V05,V06,V07,V08,V09,V10,V11,V12,V13,V14,V15,V16")]
    [InlineData(ReadinessStep.Commit, true, "V07,V15,V16,C01,C02,C03,C04,C05,C06")]
    [InlineData(ReadinessStep.Reprotection, true, Infrastructure + ",V03,V07,V09,V10,V16,R01,R02,R03,R04,R05")]
    [InlineData(ReadinessStep.Failback, false, "I01,I02,I04,V01,V02,V03,V04,V05,V06,V07,V08,V11,V13,V14,V16")]
    [InlineData(ReadinessStep.Commit, false, "V07,V16,C01,C02,C03,C04,C05,C06")]
    [InlineData(ReadinessStep.Reprotection, false, "I01,I02,I04,V03,V07,V16,R01,R02,R03,R05")]
    public void Each_step_has_its_rules_in_the_order_of_the_checklist(ReadinessStep step, bool isWhole, string rules)
    {
        FailbackReadiness readiness = ReadinessRules.Evaluate(RuleCheck.Facts(ReplicationPhase.ReadyToFailBack, step: step), [], isWhole ? ReadinessScope.Whole : ReadinessScope.LastLook);
        Assert.Equal(rules.Split(','), readiness.Checks.Select(c => c.RuleId));
        Assert.Equal(step, readiness.Step);
    }

    [Theory]
    [InlineData("V01")]
    [InlineData("V02")]
    [InlineData("V05")]
    [InlineData("V07")]
    [InlineData("C01")]
    [InlineData("C02")]
    [InlineData("C04")]
    [InlineData("R02")]
    [InlineData("c02")]
    public void What_would_be_dangerous_to_ignore_is_refused_and_the_rest_is_named(string rule)
    {
        FailbackException e = Assert.Throws<FailbackException>(() => ReadinessRules.DemandIgnorable([rule]));
        Assert.Equal(("RuleNotIgnorable", FailbackErrorCategory.InvalidInput, (object)rule), (e.ErrorId, e.Category, e.Target));
        Assert.Contains("I16, V03, V04, V06, V08", e.NextStep, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("X99")]
    [InlineData("")]
    public void An_unknown_rule_is_refused(string rule)
    {
        FailbackException e = Assert.Throws<FailbackException>(() => ReadinessRules.DemandIgnorable(["V03", rule]));
        Assert.Equal(("NoSuchRule", (object)rule), (e.ErrorId, e.Target));
    }

    [Fact]
    public void What_may_be_ignored_is_taken_in_any_case() => ReadinessRules.DemandIgnorable(["V03", "v04", "V06", "R01", "R03"]);

    [Fact]
    public void An_ignored_rule_no_longer_blocks_but_is_still_told()
    {
        ReadinessFacts facts = Critical();
        Assert.False(ReadinessRules.Evaluate(facts, [], ReadinessScope.LastLook).IsReady);
        FailbackReadiness readiness = ReadinessRules.Evaluate(facts, ["v03"], ReadinessScope.LastLook);
        Assert.True(readiness.IsReady);
        Assert.Equal(("V03", ReadinessStatus.Ignored), (readiness.Warnings.Single().RuleId, readiness.Warnings.Single().Status));
        Assert.Equal("Ready, but see V03", readiness.Summary);
    }

    [Fact]
    public void A_rule_that_holds_isnt_marked_as_ignored()
    {
        FailbackReadiness readiness = ReadinessRules.Evaluate(RuleCheck.Facts(ReplicationPhase.ReadyToFailBack), ["V03"], ReadinessScope.LastLook);
        Assert.Equal(ReadinessStatus.Passed, readiness.Checks.Single(c => c.RuleId == "V03").Status);
    }

    [Fact]
    public void What_nobody_may_ignore_blocks_even_if_it_is_given_as_ignored()
    {
        string[] all = [.. ReadinessRules.All.Select(r => r.Id)];
        Assert.Equal(["V01", "V02"], ReadinessRules.Evaluate(RuleCheck.Facts(ReplicationPhase.Protected), all, ReadinessScope.LastLook).Blocking.Select(c => c.RuleId));
        Assert.Equal(["C01", "C02", "C04"], ReadinessRules.Evaluate(RuleCheck.Facts(ReplicationPhase.Protected, step: ReadinessStep.Commit), all, ReadinessScope.LastLook).Blocking.Select(c => c.RuleId));
        Assert.Equal(["R02"], ReadinessRules.Evaluate(RuleCheck.Facts(ReplicationPhase.FailedBack, step: ReadinessStep.Reprotection), all, ReadinessScope.LastLook).Blocking.Select(c => c.RuleId));
    }

    [Fact]
    public void A_verdict_tells_what_blocks_in_a_line()
    {
        FailbackReadiness readiness = ReadinessRules.Evaluate(Critical(), [], ReadinessScope.LastLook);
        Assert.Equal("V03: replication Critical, failover None", readiness.Summary);
        Assert.Equal("sql01: not ready for Failback", readiness.ToString());
        Assert.Equal("Ready", ReadinessRules.Evaluate(RuleCheck.Facts(ReplicationPhase.ReadyToFailBack), [], ReadinessScope.LastLook).Summary);
    }

    [Theory]
    [InlineData(ReadinessStatus.Failed, ReadinessSeverity.Block, true, false)]
    [InlineData(ReadinessStatus.Unknown, ReadinessSeverity.Block, true, false)]
    [InlineData(ReadinessStatus.Ignored, ReadinessSeverity.Block, false, true)]
    [InlineData(ReadinessStatus.Failed, ReadinessSeverity.Warn, false, true)]
    [InlineData(ReadinessStatus.Unknown, ReadinessSeverity.Warn, false, true)]
    [InlineData(ReadinessStatus.Manual, ReadinessSeverity.Block, false, false)]
    [InlineData(ReadinessStatus.Passed, ReadinessSeverity.Block, false, false)]
    [InlineData(ReadinessStatus.Failed, ReadinessSeverity.Info, false, false)]
    public void A_finding_blocks_or_warns_by_status_and_severity(ReadinessStatus status, ReadinessSeverity severity, bool blocks, bool warns)
    {
        var check = new ReadinessCheck { RuleId = "X", Title = "t", Status = status, Severity = severity };
        Assert.Equal((blocks, warns), (check.IsBlocking, check.IsWarning));
    }

    private static ReadinessFacts Critical()
    {
        ReadinessFacts facts = RuleCheck.Facts(ReplicationPhase.ReadyToFailBack);
        return facts with { Item = facts.Item with { ReplicationHealth = HealthStatus.Critical } };
    }
}
