using System;
using System.Linq;

namespace AvsFailback.Tests.Cmdlets;

/// <summary>Names are taken as they are written before they are patterns, alike in every culture; what only tells of an item or a job is one.</summary>
public sealed class NameTests
{
    private const string Make = """
        param($names, $phase)
        $file = [IO.Path]::Combine([IO.Path]::GetTempPath(), "$([guid]::NewGuid()).json")
        $items = for ($i = 0; $i -lt $names.Count; $i++) { @{ Name = "n$i"; Phase = $phase } }
        $null = New-AvsEmulatorSnapshot $file -Item $items
        $text = [IO.File]::ReadAllText($file)
        for ($i = 0; $i -lt $names.Count; $i++) { $text = $text.Replace("`"n$i`"", "`"$($names[$i])`"") }
        [IO.File]::WriteAllText($file, $text)
        $null = Connect-AvsVault -Emulator -Snapshot $file -Clock Virtual
        [IO.File]::Delete($file)
        """;

    public static TheoryData<string, string> Commands => new()
    {
        { "(Get-AvsReplicatedItem 'web[12]').Name", "web[12]" },
        { "(Get-AvsReplicatedItem 'web`[12`]').Name", "web[12]" },
        { "(Get-AvsReplicatedItem 'WEB[1*').Name", "" },
        { "(Get-AvsReplicatedItem 'web[1').Name", "ItemNotFound" },
        { "(Get-AvsReplicatedItem 'web[34]').Name", "ItemNotFound" },
        { "(Get-AvsReplicatedItem 'web[12]', web1).Name -join ' '", "web1 web[12]" },
        { "(Get-AvsReplicatedItem 'web?').Name -join ' '", "web1 web2" },
        { "(Test-AvsFailback 'web[12]').Item.Name", "web[12]" },
        { "(Test-AvsFailback 'web`[12`]').Item.Name", "web[12]" },
        { "(Get-AvsReplicatedItem ([scriptblock]::Create((TabExpansion2 'Get-AvsReplicatedItem we' 24).CompletionMatches.CompletionText.Where{ $_ -like '*12*' }[0]).Invoke())).Name", "web[12]" },
        { "(Start-AvsFailback 'web[12]' -Confirm:$false -Wait).TargetName", "web[12]" },
        { "((Invoke-AvsFailback web1, web2, 'web[12]' -Wave 'web1', 'web[12]' -Until FailedBack -Confirm:$false -NoJournal).Items | ForEach-Object { \"$($_.Name)=$($_.Wave)\" }) -join ' '", "web1=1 web[12]=2 web2=3" },
        { "((Invoke-AvsFailback web1, 'web[12]' -Placement @{ Name = 'web[12]'; Wave = 2 }, @{ Name = 'web1'; Wave = 5 } -Until FailedBack -Confirm:$false -NoJournal).Items | ForEach-Object { \"$($_.Name)=$($_.Wave)\" }) -join ' '", "web[12]=2 web1=5" },
    };

    [Theory]
    [MemberData(nameof(Commands))]
    public void Brackets_in_a_name_are_the_name_before_they_are_a_pattern(string command, string expected)
    {
        using var host = new Hosting.ModuleHost(canPrompt: false);
        host.Invoke(Make, new { names = new[] { "web1", "web2", "web[12]" }, phase = "ReadyToFailBack" }).Succeeded();

        Hosting.Invocation run = host.Invoke(command);

        if (expected.EndsWith("NotFound", StringComparison.Ordinal))
        {
            run.OnlyError(expected);
        }
        else
        {
            Assert.Equal(expected, string.Join(" ", run.Succeeded().Output.Where(one => one is not null)));
        }
    }

    [Theory]
    [InlineData("tr-TR", "infra-i1")]
    [InlineData("tr-TR", "INFRA-i1")]
    [InlineData("tr-TR", "infra-i*")]
    [InlineData("az-Latn-AZ", "infra-i?")]
    [InlineData("th-TH", "infra-i1")]
    public void Names_and_patterns_are_compared_alike_in_every_culture(string culture, string name)
    {
        using var host = new Hosting.ModuleHost(canPrompt: false);
        host.Invoke(Make, new { names = new[] { "INFRA-I1", "other" }, phase = "ReadyToFailBack" }).Succeeded();
        const string Script = """
            param($culture, $name)
            [cultureinfo]::CurrentCulture = $culture
            (Get-AvsReplicatedItem $name).Name
            (Invoke-AvsFailback INFRA-I1 -Wave $name -Placement @{ Name = $name; Wave = 1 } -Until FailedBack -Confirm:$false -NoJournal).Items.Name
            @(Get-AvsEmulatorRequest -Item $name)[0].Item
            (TabExpansion2 'Get-AvsReplicatedItem infra-i' 29).CompletionMatches.CompletionText
            """;

        Assert.Equal(["INFRA-I1", "INFRA-I1", "INFRA-I1", "INFRA-I1"], host.Invoke(Script, new { culture, name }).Succeeded().Output.Select(one => one.ToString()));
    }

    /// <summary>Objects that only tell of VMs, as scripts come by them; Import-Csv and the like are tried in Pester.</summary>
    public static TheoryData<string> ItemForms =>
    [
        "[pscustomobject]@{ Name = 'a1' }, [pscustomobject]@{ Name = 'a2' }",
        "[pscustomobject]@{ FriendlyName = 'a1'; Name = 'x' }, [pscustomobject]@{ FriendlyName = 'a2'; Name = 'y' }",
        "[pscustomobject]@{ VM = 'a1'; Outcome = 'Succeeded' }, [pscustomobject]@{ VM = 'a2'; Outcome = 'Failed' }",
        "Get-AvsReplicatedItem a1, a2 | ForEach-Object { [pscustomobject]@{ Name = 'wrong'; Id = $_.Id } }",
        "Get-AvsReplicatedItem a1, a2 | ForEach-Object { [pscustomobject]@{ ResourceId = \"$($_.Id)\"; Name = 'wrong' } }",
        "[Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize((Get-AvsReplicatedItem a1, a2), 3))",
        "[Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize((Test-AvsFailback a1, a2), 3))",
        "@{ Name = 'a1' }, @{ Name = 'a2' }",
    ];

    [Theory]
    [MemberData(nameof(ItemForms))]
    public void What_tells_only_of_items_pipes_into_the_item_cmdlets(string objects)
    {
        using var host = new Hosting.ModuleHost(canPrompt: false);
        host.Invoke(Make, new { names = new[] { "a1", "a2" }, phase = "ReadyToFailBack" }).Succeeded();
        host.Invoke($"$o = & {{ {objects} }}").Succeeded();

        Assert.Equal(["a1", "a2"], host.Invoke("($o | Get-AvsReplicatedItem).Name").Succeeded().Output.Select(one => one.ToString()));
        Assert.Equal(["a1", "a2"], host.Invoke("$o | Test-AvsFailback | ForEach-Object { $_.Item.Name }").Succeeded().Output.Select(one => one.ToString()));
        host.Invoke("$o | Get-AvsRecoveryPoint; $o | Get-AvsJob; $o | Start-AvsFailback -WhatIf; $o | Invoke-AvsFailback -WhatIf -NoJournal; $o | Enable-AvsReprotection -WhatIf").Succeeded();
        Assert.Equal(["a1", "a2"], host.Invoke("($o | Start-AvsFailback -Confirm:$false -Wait).TargetName").Succeeded().Output.Select(one => one.ToString()));
    }

    /// <summary>Objects that only tell of a job.</summary>
    public static TheoryData<string> JobForms =>
    [
        "[pscustomobject]@{ Name = $job.Name }",
        "[pscustomobject]@{ Id = $job.Id }",
        "[pscustomobject]@{ Id = \"$($job.Id)\"; Name = 'a1' }",
        "[pscustomobject]@{ JobId = $job.Name; Name = 'a1' }",
        "[Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($job, 2))",
        "$job.Name",
    ];

    [Theory]
    [MemberData(nameof(JobForms))]
    public void What_tells_only_of_a_job_pipes_into_the_job_cmdlets(string objects)
    {
        using var host = new Hosting.ModuleHost(canPrompt: false);
        host.Invoke(Make, new { names = new[] { "a1" }, phase = "ReadyToFailBack" }).Succeeded();
        host.Invoke($"$job = Start-AvsFailback a1 -Confirm:$false; $o = {objects}").Succeeded();

        Assert.Equal("True", Assert.Single(host.Invoke("($o | Get-AvsJob).Name -eq $job.Name").Succeeded().Output).ToString());
        Assert.Equal("Succeeded", Assert.Single(host.Invoke("($o | Wait-AvsJob).State").Succeeded().Output).ToString());
    }

    [Fact]
    public void An_id_of_another_vault_is_refused()
    {
        using var vault = new EmulatedVault(canPrompt: false);

        vault.Run("Start-AvsFailback -Id ((Get-AvsReplicatedItem app02).Id.ToString() -replace 'contoso-dr-vault', 'other') -Confirm:$false").OnlyError("ItemOfAnotherVault");
        vault.AskedForNothing();
    }

    [Fact]
    public void Ids_serialize_as_strings_and_words_by_name()
    {
        using var vault = new EmulatedVault(canPrompt: false);
        const string Compare = """
            $item = Get-AvsReplicatedItem app02
            $back = [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($item, 2))
            $back.Id -is [string]; $back.Id -eq $item.Id; $back.Phase -is [string]; $back.Phase -eq "$($item.Phase)"
            """;

        Assert.All(vault.Texts(Compare), text => Assert.Equal("True", text));
    }

    [Fact]
    public void The_types_file_names_every_word_and_the_id()
    {
        using var vault = new EmulatedVault(canPrompt: false);
        const string Compare = """
            $file = [IO.Path]::Combine((Get-Module AvsFailback).ModuleBase, 'AvsFailback.types.ps1xml')
            $named = ([xml][IO.File]::ReadAllText($file)).Types.Type.Name
            $all = [AvsFailback.ReplicatedItem].Assembly, (Get-Command Get-AvsVault).ImplementingType.Assembly | ForEach-Object { $_.GetExportedTypes() } | Where-Object { $_.IsEnum -or $_.Name -eq 'ArmId' }
            $named | Where-Object { $_ -notin $all.FullName }
            $all.FullName | Where-Object { $_ -notin $named }
            $all | Where-Object { $_.IsEnum -and [Enum]::GetUnderlyingType($_) -ne [long] } | ForEach-Object { $_.FullName }
            """;

        Assert.Empty(vault.Texts(Compare));
    }
}
