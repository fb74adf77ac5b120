using System;
using System.Linq;
using System.Management.Automation;
using System.Text.Json.Nodes;
using AvsFailback.Tests.Hosting;

namespace AvsFailback.Tests.Cmdlets;

/// <summary>Jobs: found again, adopted, waited for, stopped.</summary>
public sealed class JobTests
{
    public static TheoryData<bool, string> Adoptions => new()
    {
        { true, "Start-AvsFailback app01 -Confirm:$false" },
        { false, "Start-AvsFailback app01 -Confirm:$false" },
        { true, "Start-AvsFailback sql01 -Confirm:$false" },
        { false, "Start-AvsFailback sql01 -Confirm:$false" },
    };

    [Theory]
    [MemberData(nameof(Adoptions))]
    public void The_same_command_again_goes_on_with_the_job_that_runs(bool namesRunningJob, string command)
    {
        using var vault = new EmulatedVault(Stages.Edit(Stages.Ready, root => root["emulator"]!["namesRunningJob"] = namesRunningJob));
        string first = vault.Run(command).Only().Name;
        vault.Run("$null = Step-AvsEmulator 60").Succeeded();

        dynamic again = vault.Run(command + " -Wait").Only();

        Assert.Equal((first, "Succeeded", "FailBack"), ((string)again.Name, (string)again.State.ToString(), (string)again.Action.ToString()));
        Assert.Single(vault.Posts);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Each_step_is_gone_on_with_to_the_end(bool namesRunningJob)
    {
        using var vault = new EmulatedVault(Stages.Edit(Stages.Ready, root => root["emulator"]!["namesRunningJob"] = namesRunningJob));
        string[] steps =
        [
            "Start-AvsFailback lin01, lin02 -Confirm:$false",
            "Complete-AvsFailback lin01, lin02 -Confirm:$false",
            "Enable-AvsReprotection lin01, lin02 -ProcessServer CONTOSO-CS01",
        ];
        foreach (string step in steps)
        {
            vault.Run($"$null = {step}; $null = Step-AvsEmulator 20; $null = {step} -Wait").Succeeded();
        }

        Assert.Equal(["Protected", "Protected"], vault.Texts("(Get-AvsReplicatedItem lin01, lin02).Phase"));
        Assert.Equal((1, 1), (vault.Times("lin01", "FailbackCommitted"), vault.Times("lin02", "Reprotected")));
        Assert.Equal(4, vault.Posts.Count(p => p.Operation is "UnplannedFailover" or "PlannedFailover" or "FailoverCommit"));
    }

    [Fact]
    public void A_job_is_found_again_from_its_id_in_a_new_session()
    {
        using var vault = new EmulatedVault(Stages.Ready);
        string id = vault.Run("Start-AvsFailback app01 -Confirm:$false").Only().Name;
        using var other = new ModuleHost();

        dynamic job = other.Invoke("param($address, $id) $null = Connect-AvsVault -Emulator -Endpoint $address; Get-AvsJob -Id $id | Wait-AvsJob", new { address = vault.Address, id }).Only();

        Assert.Equal(("Succeeded", "app01", "PlannedFailover"), ((string)job.State.ToString(), (string)job.TargetName, (string)job.Scenario));
        Assert.Equal(5, ((System.Collections.IEnumerable)job.Tasks).Cast<object>().Count());
        Assert.Equal("FailedBack", vault.Phase("app01"));
    }

    [Fact]
    public void Waiting_gives_each_job_as_it_ends_and_takes_jobs_and_ids()
    {
        using var vault = new EmulatedVault(Stages.Ready);

        Assert.Equal(["sql01", "app01"], vault.Texts("$jobs = Start-AvsFailback app01, sql01 -Confirm:$false; ($jobs | Wait-AvsJob).TargetName"));
        Assert.Equal(["Succeeded", "Succeeded"], vault.Texts("(Wait-AvsJob $jobs[0].Name, $jobs[1].Id.ToString()).State"));
    }

    [Fact]
    public void Waiting_ends_with_the_time_that_was_given_and_the_job_goes_on()
    {
        using var vault = new EmulatedVault(Stages.Ready);
        DateTimeOffset before = vault.Now;

        Invocation run = vault.Run("$job = Start-AvsFailback app01 -Confirm:$false; $job | Wait-AvsJob -Timeout 100");

        ErrorRecord error = run.OnlyError("TimedOut").Says("continues in Azure", "Get-AvsJob -Id");
        Assert.Equal(ErrorCategory.OperationTimeout, error.CategoryInfo.Category);
        Assert.Equal(before.AddSeconds(100), vault.Now);
        Assert.Equal("InProgress", Assert.Single(run.Output).Properties["State"].Value.ToString());
        vault.Run("Start-AvsFailback app01 -Wait -Timeout 60 -Confirm:$false").OnlyError("TimedOut").Says("app01", "it continues with that job");
        Assert.Equal(["Succeeded"], vault.Texts("($job | Wait-AvsJob).State"));
        Assert.Single(vault.Posts);
    }

    [Fact]
    public void A_failed_job_that_is_waited_for_is_told_in_the_service_s_words()
    {
        using var vault = new EmulatedVault(Stages.Ready);
        vault.Fault(new { kind = "failJob", operation = "PlannedFailover", code = "8038", message = "No memory.", possibleCauses = "Too many VMs.", recommendedAction = "Add memory." });

        Invocation run = vault.Run("Start-AvsFailback app01 -Confirm:$false | Wait-AvsJob");

        run.OnlyError("JobFailed").Says("app01", "8038: No memory.", "Possible causes: Too many VMs.", "Recommended action: Add memory.");
        Assert.Equal("Failed", Assert.Single(run.Output).Properties["State"].Value.ToString());
    }

    [Fact]
    public void Stopping_a_failover_s_job_asks_first()
    {
        using var vault = new EmulatedVault(Stages.Ready);
        vault.Run("$job = Start-AvsFailback app01 -Confirm:$false; $null = Step-AvsEmulator 60").Succeeded();
        vault.Host.Answer("No", "Yes");

        Invocation no = vault.Run("$job | Stop-AvsJob").Succeeded();
        Assert.Single(no.Prompts).Message.Has("app01", "a failover: the VM may stop replicating", "in vault contoso-dr-vault (emulated)");
        Assert.Single(vault.Posts);

        dynamic stopped = vault.Run("Stop-AvsJob $job.Name").Only();
        Assert.Equal("Cancelled", stopped.State.ToString());
        Assert.Contains(vault.Posts, p => p.Operation == "CancelJob");
        vault.Run("$job | Wait-AvsJob").OnlyError("JobCancelled");
    }

    [Fact]
    public void Stopping_another_job_asks_only_where_it_is_wanted()
    {
        using var vault = new EmulatedVault();
        vault.Run("$job = Enable-AvsReprotection lin02; $null = Step-AvsEmulator 60").Succeeded();
        vault.Host.Answer("No");

        Assert.Single(vault.Run("$job | Stop-AvsJob -Confirm").Succeeded().Prompts);
        vault.Run("$job | Stop-AvsJob -WhatIf").Succeeded();
        Assert.Single(vault.Posts);
        Assert.Empty(vault.Run("$null = $job | Stop-AvsJob").Succeeded().Prompts);
        Assert.Equal("RunningInAzure", vault.Phase("lin02"));
    }

    [Fact]
    public void A_host_that_cannot_prompt_stops_no_failover()
    {
        using var vault = new EmulatedVault(Stages.Ready, canPrompt: false);
        vault.Run("$job = Start-AvsFailback app01 -Confirm:$false; $null = Step-AvsEmulator 60").Succeeded();

        vault.Run("$job | Stop-AvsJob").OnlyError("CannotPrompt").Says("-Confirm:$false");

        Assert.Single(vault.Posts);
        Assert.Equal(["Cancelled"], vault.Texts("($job | Stop-AvsJob -Confirm:$false).State"));
    }

    [Theory]
    [InlineData("Stop-AvsJob", "cancel the job")]
    [InlineData("Resume-AvsJob", "resume the job")]
    [InlineData("Restart-AvsJob", "restart the job")]
    public void What_a_job_does_not_allow_is_refused(string command, string what)
    {
        using var vault = new EmulatedVault(Stages.Ready);

        vault.Run($"$job = (Get-AvsJob)[0]; $job | {command} -Confirm:$false").OnlyError("JobActionNotAllowed").Says(what, "Nothing can be done");
        vault.Run($"{command} nobody").OnlyError("JobNotFound");

        vault.AskedForNothing();
    }

    [Fact]
    public void A_failed_job_is_restarted()
    {
        // Failed failovers and commits offer no restart (P17:V2ATestJob).
        using var vault = new EmulatedVault(Stages.Committed);
        vault.Fault(new { kind = "failJob", operation = "ReProtect" });
        vault.Run("$job = Enable-AvsReprotection app01 -Confirm:$false; $null = $job | Wait-AvsJob -ErrorAction SilentlyContinue").Succeeded();

        Assert.Equal(["Succeeded"], vault.Texts("($job | Restart-AvsJob | Wait-AvsJob).State"));

        Assert.Contains(vault.Posts, p => p.Operation == "RestartJob" && p.Status == 202);
        Assert.Equal("ReplicatingToAzure", vault.Phase("app01"));
    }

    [Fact]
    public void A_job_that_waits_for_a_person_is_told_and_resumed()
    {
        string path = Stages.NewFile();
        using (var before = new EmulatedVault(Stages.Ready))
        {
            before.Run("param($path) $null = Start-AvsFailback app01 -Confirm:$false; $null = Step-AvsEmulator 60; $null = Export-AvsVaultSnapshot $path", new { path }).Succeeded();
        }

        using var vault = new EmulatedVault(Stages.Edit(path, root =>
        {
            JsonNode job = root["emulator"]!["jobs"]!.AsArray().Single(j => (string?)j!["resource"]!["properties"]!["state"] == "InProgress")!["resource"]!["properties"]!;
            job["state"] = "Suspended";
            job["stateDescription"] = "Suspended";
            job["allowedActions"] = new JsonArray("Resume", "Cancel");
            root["emulator"]!["events"] = new JsonArray();
        }));

        Invocation waited = vault.Run("$job = Get-AvsJob -State Suspended; $job | Wait-AvsJob").Succeeded();
        Assert.Equal("Suspended", waited.Only().State.ToString());
        Assert.Single(waited.Warnings).Has("app01", "waits for a person", "Resume-AvsJob");

        Assert.Equal(["Succeeded"], vault.Texts("($job | Resume-AvsJob -Comments 'done' | Wait-AvsJob).State"));
        Assert.Equal("FailedBack", vault.Phase("app01"));
    }

    [Fact]
    public void A_job_of_another_kind_is_neither_adopted_nor_disturbed()
    {
        using var vault = new EmulatedVault(Stages.FailedBack);
        vault.Run("$job = Undo-AvsFailback app01 -Confirm:$false; $null = Step-AvsEmulator 30").Succeeded();

        vault.Run("Complete-AvsFailback app01 -Confirm:$false").OnlyError("IsFailingBack");

        Assert.Equal(["FailoverCancel"], vault.Posts.Select(p => p.Operation));
        Assert.Equal(["Succeeded"], vault.Texts("($job | Wait-AvsJob).State"));
    }

    [Fact]
    public void A_job_that_only_the_list_shows_is_waited_for_by_it()
    {
        using var vault = new EmulatedVault(Stages.Ready);
        vault.Run("$job = Start-AvsFailback app01 -Confirm:$false; $null = Step-AvsEmulator 60; $job = Get-AvsJob -Id $job.Name").Succeeded();
        vault.Fault(new { kind = "status", status = 404, code = "NotFound", message = "no such job", operation = "GetJob", times = 100000 });

        Assert.Equal(["Succeeded"], vault.Texts("($job | Wait-AvsJob).State"));
        vault.Run("Get-AvsJob -Id nobody").OnlyError("JobNotFound");
    }

    [Fact]
    public void One_404_of_a_job_or_an_item_is_no_answer()
    {
        using var vault = new EmulatedVault(Stages.Ready);
        vault.Run("$job = Start-AvsFailback app01 -Confirm:$false; $null = Step-AvsEmulator 60").Succeeded();
        foreach (string command in new[] { "Get-AvsJob -Id $job.Name", "Get-AvsReplicatedItem app01", "Get-AvsReplicatedItem -Id (Get-AvsReplicatedItem lin01).Id", "Get-AvsRecoveryPlan", "$job | Wait-AvsJob" })
        {
            foreach (string operation in new[] { "GetJob", "GetItem", "GetRecoveryPlan" })
            {
                vault.Fault(new { kind = "status", status = 404, code = "ResourceNotFound", message = "not found", operation });
            }

            Assert.NotEmpty(vault.Run(command).Succeeded().Output);
            vault.Run("Get-AvsEmulatorFault | Remove-AvsEmulatorFault").Succeeded();
        }
    }

    [Fact]
    public void The_jobs_of_an_item_are_told()
    {
        using var vault = new EmulatedVault(Stages.FailedBack);

        Assert.Equal(["PlannedFailover"], vault.Texts("(Get-AvsReplicatedItem app01 | Get-AvsJob).Scenario"));
    }
}
