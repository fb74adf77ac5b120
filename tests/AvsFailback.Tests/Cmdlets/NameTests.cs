using System;
using System.Linq;

namespace AvsFailback.Tests.Cmdlets;

/// <summary>Names are taken as they are written before they are patterns, alike in every culture; what only tells of an item or a job is one.</summary>
public sealed class NameTests
{
    private const string Make = """
        param($names, $phase)
        $file = Join-Path ([IO.Path]::GetTempPath()) "$([guid]::NewGuid()).json"
        $items = for ($i = 0; $i -lt $names.Count; $i++) { @{ Name = "n$i"; Phase = $phase } }
        $null = New-AvsEmulatorSnapshot $file -Item $items
        $text = Get-Content -Raw $file
        for ($i = 0; $i -lt $names.Count; $i++) { $text = $text.Replace("`"n$i`"", ($names[$i] | ConvertTo-Json)) }
        Set-Content $file $text
        $null = Connect-AvsVault -Emulator -Snapshot $file -Clock Virtual
        Remove-Item $file
        """;

    public static TheoryData<string, string> Commands => new()
    {
        { "(Get-AvsReplicatedItem 'web[12]').Name", "web[12]" },
        { "(Get-AvsReplicatedItem 'web`[12`]').Name", "web[12]" },
        { "(Get-AvsReplicatedItem 'WEB[1*').Name", "" },
        { "(Get-AvsReplicatedItem 'web[1').Name", "ItemNotFound" },
        { "(Get-AvsReplicatedItem 'web[34]').Name", "ItemNotFound" },
        { "(Get-AvsReplicatedItem 'web[12]', web1).Name -join ' '", "web[12] web1" },
        { "(Get-AvsReplicatedItem 'web?').Name -join ' '", "web1 web2" },
        { "(Test-AvsFailback 'web[12]').ItemName", "web[12]" },
        { "(Test-AvsFailback 'web`[12`]').ItemName", "web[12]" },
        { "(Get-AvsReplicatedItem ([scriptblock]::Create((TabExpansion2 'Get-AvsReplicatedItem we' 24).CompletionMatches.CompletionText.Where{ $_ -like '*12*' }[0]).Invoke())).Name", "web[12]" },
        { "(Start-AvsFailback 'web[12]' -Confirm:$false -Wait).TargetName", "web[12]" },
        { "((Invoke-AvsFailback web1, web2, 'web[12]' -Wave 'web1', 'web[12]' -Until FailedBack -Confirm:$false -NoJournal).Items | Sort-Object Wave | ForEach-Object { \"$($_.Name)=$($_.Wave)\" }) -join ' '", "web1=1 web[12]=2 web2=3" },
        { "((Invoke-AvsFailback web1, 'web[12]' -Placement @{ Name = 'web[12]'; Wave = 2 }, @{ Name = 'web1'; Wave = 5 } -Until FailedBack -Confirm:$false -NoJournal).Items | Sort-Object Wave | ForEach-Object { \"$($_.Name)=$($_.Wave)\" }) -join ' '", "web[12]=2 web1=5" },
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
            (Get-AvsEmulatorRequest -Item $name | Select-Object -First 1).ItemName
            (TabExpansion2 'Get-AvsReplicatedItem infra-i' 29).CompletionMatches.CompletionText
            """;

        Assert.Equal(["INFRA-I1", "INFRA-I1", "INFRA-I1", "INFRA-I1"], host.Invoke(Script, new { culture, name }).Succeeded().Output.Select(one => one.ToString()));
    }

    /// <summary>Objects that only tell of VMs, in all the ways that scripts come by them.</summary>
    public static TheoryData<string> ItemForms =>
    [
        "'Name','sql01','app02' | ConvertFrom-Csv",
        "'FriendlyName;x','sql01;1','app02;2' | ConvertFrom-Csv -Delimiter ';'",
        "Get-AvsReplicatedItem sql01, app02 | Select-Object Name",
        "Get-AvsReplicatedItem sql01, app02 | Select-Object Name, Phase, Id",
        "Get-AvsReplicatedItem sql01, app02 | Select-Object *",
        "[Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize((Get-AvsReplicatedItem sql01, app02), 3))",
        "Get-AvsReplicatedItem sql01, app02 | ConvertTo-Json -Depth 3 | ConvertFrom-Json",
        "@{ Name = 'sql01' }, @{ Name = 'app02' }",
        "Get-AvsReplicatedItem sql01, app02 | Export-Csv ($f = New-TemporaryFile) ; Import-Csv $f; Remove-Item $f",
    ];

    [Theory]
    [MemberData(nameof(ItemForms))]
    public void What_tells_only_of_items_pipes_into_the_item_cmdlets(string objects)
    {
        using var vault = new EmulatedVault(canPrompt: false);
        vault.Run($"$o = & {{ {objects} }}").Succeeded();

        Assert.Equal(["sql01", "app02"], vault.Texts("($o | Get-AvsReplicatedItem).Name"));
        Assert.Equal(["sql01", "app02"], vault.Texts("($o | Test-AvsFailback).ItemName"));
        Assert.Equal(["sql01"], vault.Texts("($o | Get-AvsRecoveryPoint | Select-Object -First 1).ItemName"));
        vault.Run("$o | Get-AvsJob").Succeeded();
        vault.Run("$o | Start-AvsFailback -WhatIf; $o | Invoke-AvsFailback -WhatIf -NoJournal; $o | Enable-AvsReprotection -WhatIf").Succeeded();
    }

    /// <summary>Objects that only tell of a job.</summary>
    public static TheoryData<string> JobForms =>
    [
        "$job | Select-Object Name",
        "$job | Select-Object Id",
        "$job | Select-Object @{ n = 'JobId'; e = { $_.Name } }",
        "[Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($job, 2))",
        "$job | ConvertTo-Csv | ConvertFrom-Csv",
        "$job.Name",
    ];

    [Theory]
    [MemberData(nameof(JobForms))]
    public void What_tells_only_of_a_job_pipes_into_the_job_cmdlets(string objects)
    {
        using var vault = new EmulatedVault(canPrompt: false);
        vault.Run($"$job = Start-AvsFailback app02 -Confirm:$false; $o = {objects}").Succeeded();

        Assert.Equal(vault.Texts("$job.Name"), vault.Texts("($o | Get-AvsJob).Name"));
        Assert.Equal(["Succeeded"], vault.Texts("($o | Wait-AvsJob).State"));
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
            $back.Id -is [string]; $back.Id -eq $item.Id; $back.Phase -eq 'ReadyToFailBack'
            ($item | ConvertTo-Json -Depth 1 | ConvertFrom-Json).Phase -eq 'ReadyToFailBack'
            """;

        Assert.All(vault.Texts(Compare), text => Assert.Equal("True", text));
    }

    [Fact]
    public void The_types_file_names_every_word_and_the_id()
    {
        using var vault = new EmulatedVault(canPrompt: false);
        const string Compare = """
            $file = Join-Path (Get-Module AvsFailback).ModuleBase AvsFailback.types.ps1xml
            $named = ([xml](Get-Content -Raw $file)).Types.Type.Name
            $all = [AvsFailback.ReplicatedItem].Assembly, (Get-Command Get-AvsVault).ImplementingType.Assembly | ForEach-Object { $_.GetExportedTypes() } | Where-Object { $_.IsEnum -or $_.Name -eq 'ArmId' }
            Compare-Object $named $all.FullName | ForEach-Object { "$($_.SideIndicator) $($_.InputObject)" }
            $all | Where-Object { $_.IsEnum -and [Enum]::GetUnderlyingType($_) -ne [long] } | ForEach-Object FullName
            """;

        Assert.Empty(vault.Texts(Compare));
    }
}
