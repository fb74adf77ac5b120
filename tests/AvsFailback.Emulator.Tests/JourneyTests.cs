using System;
using System.Linq;
using System.Threading.Tasks;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.Tests;

public sealed class JourneyTests
{
    [Theory]
    [InlineData("sql01")]
    [InlineData("lin01")]
    [InlineData("db01")]
    public async Task A_classic_VM_goes_home_and_is_protected_again(string name)
    {
        using var vault = new EmulatedVault();
        Item item = await vault.ItemAsync(name);
        ShowsFace(item, "InMageAzureV2", "UnplannedFailoverCommitted", "Failover committed", "Recovery", "CompleteMigration", "DisableProtection", "SwitchProtection");
        string? firstObject = item.ObjectId;

        Job job = await vault.RunAsync(item, "reProtect", await Bodies.ReprotectAsync(vault, item));
        Assert.True(job.State == "Succeeded", job.Text);
        item = await vault.ItemAsync(name);
        ShowsFace(item, "InMage", "InitialReplicationInProgress", "Initial replication is in progress", "Primary", "DisableProtection");
        Assert.NotEqual(firstObject, item.ObjectId);
        Assert.Equal(firstObject, (string?)item.Details["replicaId"]);
        Assert.EndsWith("vmware-24h-failback", (string)item.Properties["policyId"]!, StringComparison.Ordinal);

        await vault.AdvanceAsync(3600);
        item = await vault.ItemAsync(name);
        ShowsFace(item, "InMage", "Protected", "Protected", "Primary", "UnplannedFailover", "DisableProtection");

        job = await vault.RunAsync(item, "unplannedFailover", Bodies.ClassicFailback());
        Assert.True(job.State == "Succeeded", job.Text);
        item = await vault.ItemAsync(name);
        ShowsFace(item, "InMage", "UnplannedFailoverCommitPendingStatesBegin", "Failover completed", "Recovery", "CompleteMigration", "Commit", "DisableProtection", "SwitchProtection");
        Assert.Equal((string)job.Properties["startTime"]!, (string)item.Properties["lastSuccessfulFailoverTime"]!);

        job = await vault.RunAsync(item, "failoverCommit");
        Assert.True(job.State == "Succeeded", job.Text);
        item = await vault.ItemAsync(name);
        ShowsFace(item, "InMage", "UnplannedFailoverCommitted", "Failover committed", "Recovery", "CompleteMigration", "DisableProtection", "SwitchProtection");

        await vault.AdvanceAsync(1200);
        job = await vault.RunAsync(item, "reProtect", await Bodies.ReprotectAsync(vault, item));
        Assert.True(job.State == "Succeeded", job.Text);
        item = await vault.ItemAsync(name);
        ShowsFace(item, "InMageAzureV2", "InitialReplicationInProgress", "Initial replication is in progress", "Primary", "DisableProtection");
        Assert.Equal("Microsoft Azure", (string?)item.Properties["recoveryFabricId"]);
        Assert.EndsWith("/virtualMachines/", (string)item.Details["targetVmId"]!, StringComparison.Ordinal);

        await vault.AdvanceAsync(3600);
        item = await vault.ItemAsync(name);
        ShowsFace(item, "InMageAzureV2", "Protected", "Protected", "Primary", "UnplannedFailover", "DisableProtection", "TestFailover");
        Assert.Equal(
            ["Reprotected", "ReadyToFailBack", "AzureVmStopped", "FailedOver", "FailbackCommitted", "AzureVmDeleted", "AgentRegistered", "Reprotected", "Protected"],
            await vault.EffectsAsync());
    }

    [Theory]
    [InlineData("app01")]
    [InlineData("lin02")]
    [InlineData("api01")]
    public async Task A_modernized_VM_goes_home_and_is_protected_again(string name)
    {
        using var vault = new EmulatedVault();
        Item item = await vault.ItemAsync(name);
        ShowsFace(item, "InMageRcm", "UnplannedFailoverCommitted", "Failover committed", "Recovery", "CompleteMigration", "DisableProtection", "SwitchProtection");
        string? firstObject = item.ObjectId;
        string correlation = (string)item.Properties["eventCorrelationId"]!;

        Job job = await vault.RunAsync(item, "reProtect", await Bodies.ReprotectAsync(vault, item));
        Assert.True(job.State == "Succeeded", job.Text);
        item = await vault.ItemAsync(name);
        ShowsFace(item, "InMageRcmFailback", "InitialReplicationInProgress", "Initial replication is in progress", "Primary", "DisableProtection");
        Assert.NotEqual(firstObject, item.ObjectId);
        Assert.NotEqual(correlation, (string?)item.Properties["eventCorrelationId"]);
        Assert.EndsWith("crashconsistency-policy-failback", (string)item.Properties["policyId"]!, StringComparison.Ordinal);
        Assert.EndsWith("24-hour-replication-policy", (string)item.Details["lastUsedPolicyId"]!, StringComparison.Ordinal);
        Assert.Equal(JTokenType.Null, item.Details["discoveredVmDetails"]!.Type);

        await vault.AdvanceAsync(1800);
        item = await vault.ItemAsync(name);
        ShowsFace(item, "InMageRcmFailback", "Protected", "Protected", "Primary", "PlannedFailover", "DisableProtection");
        Assert.DoesNotContain(item.Details["protectedDisks"]!, d => d["irDetails"] is not null);

        job = await vault.RunAsync(item, "plannedFailover", Bodies.ModernizedFailback());
        Assert.True(job.State == "Succeeded", job.Text);
        item = await vault.ItemAsync(name);
        ShowsFace(item, "InMageRcmFailback", "CommitPendingStatesBegin", "Planned failover finished", "Recovery",
            "CompleteMigration", "Commit", "DisableProtection", "SwitchProtection", "CancelFailover");
        Assert.Equal("Succeeded", (string?)item.Details["lastPlannedFailoverStatus"]);
        Assert.Equal((string)job.Properties["startTime"]!, (string)item.Details["lastPlannedFailoverStartTime"]!);
        Assert.Equal("ON", (string?)item.Details["discoveredVmDetails"]!["powerStatus"]);
        Assert.False((bool)item.Details["isAgentRegistrationSuccessfulAfterFailover"]!);

        job = await vault.RunAsync(item, "failoverCommit");
        Assert.True(job.State == "Succeeded", job.Text);
        item = await vault.ItemAsync(name);
        ShowsFace(item, "InMageRcmFailback", "PlannedFailoverStatesBegin", "Planned failover committed", "Recovery", "CompleteMigration", "DisableProtection", "SwitchProtection");

        await vault.AdvanceAsync(900);
        item = await vault.ItemAsync(name);
        Assert.True((bool)item.Details["isAgentRegistrationSuccessfulAfterFailover"]!);
        job = await vault.RunAsync(item, "reProtect", await Bodies.ReprotectAsync(vault, item));
        Assert.True(job.State == "Succeeded", job.Text);
        await vault.AdvanceAsync(1205);
        item = await vault.ItemAsync(name);
        ShowsFace(item, "InMageRcm", "InitialReplicationRecoveryCompletionPending", "Waiting for first recovery point", "Primary", "DisableProtection");
        await vault.AdvanceAsync(3600);
        item = await vault.ItemAsync(name);
        ShowsFace(item, "InMageRcm", "Protected", "Protected", "Primary", "UnplannedFailover", "DisableProtection", "TestFailover");
        Assert.Contains("/replicationProtectionContainers/cloud_", (string)item.Details["lastRecoveryPointId"]!, StringComparison.Ordinal);
    }

    private static void ShowsFace(Item item, string type, string state, string description, string active, params string[] allowed)
    {
        Assert.Equal(type, item.Type);
        Assert.Equal(state, item.State);
        Assert.Equal(description, (string?)item.Properties["protectionStateDescription"]);
        Assert.Equal(active, (string?)item.Properties["activeLocation"]);
        Assert.Equal(allowed, item.Allowed);
    }
}
