using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Xml.Linq;
using AvsFailback.Testing;
using AvsFailback.Tests.Hosting;

namespace AvsFailback.Tests.Cmdlets;

/// <summary>What the user sees of each type, on a screen of 120 columns; at 80: tests/pester/Views.Tests.ps1.</summary>
public sealed class ViewTests : IClassFixture<ViewTests.Session>
{
    private readonly EmulatedVault _vault;

    public ViewTests(Session session)
    {
        _vault = session.Vault;
    }

    [Theory]
    [InlineData("$vault", "AvsFailback.AvsVault")]
    [InlineData("$emulator", "AvsFailback.AvsEmulator", false)]
    [InlineData("Get-AvsReplicatedItem", "AvsFailback.ReplicatedItem")]
    [InlineData("Get-AvsReplicatedItem sql01, app01, app02, web01, lin02", "AvsFailback.ReplicatedItem")]
    [InlineData("Get-AvsRecoveryPoint lin01, sql01", "AvsFailback.RecoveryPoint")]
    [InlineData("Get-AvsProcessServer", "AvsFailback.ProcessServer")]
    [InlineData("Get-AvsMasterTarget", "AvsFailback.MasterTarget")]
    [InlineData("Get-AvsAppliance", "AvsFailback.ReplicationAppliance")]
    [InlineData("Test-AvsFailback sql01, app01, app02, web01", "AvsFailback.FailbackReadiness")]
    [InlineData("(Test-AvsFailback app02).Checks", "AvsFailback.ReadinessCheck", false)]
    [InlineData("Get-AvsJob", "AvsFailback.FailbackJob")]
    [InlineData("Get-AvsJob $failed.Name", "AvsFailback.FailbackJob")]
    [InlineData("(Get-AvsJob $failed.Name).Tasks", "AvsFailback.FailbackJobTask", false)]
    [InlineData("(Get-AvsJob $failed.Name).Errors", "AvsFailback.JobError", false)]
    [InlineData("(Get-AvsReplicatedItem app02).HealthErrors", "AvsFailback.HealthError", false)]
    [InlineData("Step-AvsEmulator 1", "AvsFailback.EmulatorState", false)]
    [InlineData("Get-AvsFailbackRun -FromVault", "AvsFailback.FailbackRun")]
    [InlineData("(Get-AvsFailbackRun -FromVault).Items", "AvsFailback.FailbackRunItem", false)]
    [InlineData("(Get-AvsFailbackRun -FromVault).Items.Steps", "AvsFailback.FailbackRunStep", false)]
    public void Each_view_fits_the_screen_and_names_its_emulated_vault(string expression, string type, bool hasVault = true)
    {
        Invocation run = _vault.Run(expression).Succeeded();
        Assert.All(run.Output, o => Assert.Equal(type, o.BaseObject.GetType().FullName));

        string[] lines = _vault.Host.Format(expression).Split('\n');

        Assert.All(lines, line => Assert.True(line.TrimEnd().Length <= 120, line));
        Assert.Contains(lines, line => line.StartsWith("---", StringComparison.Ordinal));
        Assert.Equal(hasVault, lines.Any(line => line.Contains("contoso-dr-vault (emulated)", StringComparison.Ordinal)));
    }

    /// <summary>What changes comes first: the end of a long state is cut off.</summary>
    [Fact]
    public void A_copy_shows_its_percentage_first()
    {
        string script = XDocument.Load(Path.Combine(SharedData.RepositoryRoot, "AvsFailback.format.ps1xml")).Descendants("ScriptBlock").Single(text => text.Value.Contains("ReplicationProgress", StringComparison.Ordinal)).Value;

        Invocation run = _vault.Run("""
            param($script)
            [pscustomobject]@{ Phase = 'ReplicatingToAvs'; ReplicationProgress = 40; UnprotectedSince = $null; ProtectionStateDescription = 'Initial replication is in progress' } |
                ForEach-Object ([scriptblock]::Create($script))
            """, new { script }).Succeeded();

        Assert.Equal("40 %, Initial replication is in progress", Assert.Single(run.As<string>()));
    }

    [Fact]
    public void An_id_shows_as_its_text_ready_to_copy()
    {
        string id = _vault.Texts("(Get-AvsReplicatedItem app02).Id.ToString()").Single();

        Assert.Equal(id, _vault.Host.Format("(Get-AvsReplicatedItem app02).Id").Replace("\n", "", StringComparison.Ordinal).Replace("\r", "", StringComparison.Ordinal).Trim());
    }

    /// <summary>What a list of all members, or a text with one of them in it, would show.</summary>
    [Theory]
    [InlineData("$vault")]
    [InlineData("$emulator")]
    [InlineData("Get-AvsReplicatedItem app02")]
    [InlineData("Get-AvsRecoveryPoint sql01 -Latest")]
    [InlineData("Get-AvsMasterTarget")]
    [InlineData("Get-AvsAppliance")]
    [InlineData("Test-AvsFailback app02")]
    [InlineData("Get-AvsJob $failed.Name")]
    [InlineData("Get-AvsFailbackRun -FromVault")]
    [InlineData("(Get-AvsFailbackRun -FromVault).Items")]
    [InlineData("(Get-AvsFailbackRun -FromVault).Items.Steps")]
    public void No_member_shows_as_the_name_of_its_type(string expression)
    {
        IReadOnlyList<string> members = _vault.Texts(expression + " | ForEach-Object { $_.PSObject.Properties | ForEach-Object { \"$($_.Name): $($_.Value)\" } }");

        Assert.NotEmpty(members);
        Assert.DoesNotContain(members, m => m.Contains(": AvsFailback.", StringComparison.Ordinal) || m.Contains(": System.", StringComparison.Ordinal));
    }

    [Fact]
    public void No_view_s_script_throws()
    {
        string[] scripts = [.. XDocument.Load(Path.Combine(SharedData.RepositoryRoot, "AvsFailback.format.ps1xml")).Descendants("View")
            .SelectMany(view => view.Descendants("ScriptBlock").Select(script => view.Descendants("TypeName").First().Value + "|" + script.Value))];

        Invocation run = _vault.Run("""
            param($scripts)
            $all = @($vault; $emulator; Get-AvsReplicatedItem; Get-AvsReplicatedItem sql01, app02; Get-AvsRecoveryPoint sql01; Get-AvsRecoveryPlan; Get-AvsProcessServer; Get-AvsMasterTarget; Get-AvsAppliance
                Test-AvsFailback app02; (Test-AvsFailback app02).Checks; Get-AvsJob; Get-AvsJob $failed.Name; (Get-AvsJob $failed.Name).Tasks; (Get-AvsJob $failed.Name).Errors
                (Get-AvsReplicatedItem app02).HealthErrors; (Get-AvsReplicatedItem app02).Id; Step-AvsEmulator 1; Get-AvsEmulatorRequest; Get-AvsEmulatorFault
                $null = Start-AvsFailback api01 -Wait -Confirm:$false; ($run = Get-AvsFailbackRun -FromVault); $run.Items; $run.Items.Steps)
            foreach ($entry in $scripts) {
                $type, $script = $entry -split '\|', 2
                $all | Where-Object { $_.GetType().FullName -eq $type } | ForEach-Object ([scriptblock]::Create($script)) | ForEach-Object { "$type|$_" }
            }
            """, new { scripts }).Succeeded();

        Assert.Superset(scripts.Select(s => s.Split('|')[0]).ToHashSet(), run.As<string>().Select(s => s.Split('|')[0]).ToHashSet());
    }

    public sealed class Session : IDisposable
    {
        public Session()
        {
            Vault = new EmulatedVault(Stages.Ready);
            Vault.Fault(new { kind = "failJob", operation = "PlannedFailover", item = "lin02", code = "8038", message = "The machine can't be started: the host has no memory left for it.", possibleCauses = "Too many machines run there.", recommendedAction = "Add memory, or move the machine to another host." });
            Vault.Run("$failed = Start-AvsFailback lin02 -Wait -Confirm:$false -ErrorAction SilentlyContinue; $null = Start-AvsFailback sql01 -Confirm:$false").Succeeded();
        }

        internal EmulatedVault Vault { get; }

        public void Dispose() => Vault.Dispose();
    }
}
