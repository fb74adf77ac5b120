using System;
using System.IO;
using System.Linq;
using AvsFailback.Tests.Hosting;

namespace AvsFailback.Tests.Cmdlets;

/// <summary>What -Placement and -Wave take, and what they refuse before anything is asked of the vault.</summary>
public sealed class InvokePlacementTests
{
    private const string Until = "-Until FailedBack -Confirm:$false";

    /// <summary>Forms of the same.</summary>
    public static TheoryData<string> Forms =>
    [
        "@{ Name = 'sql01'; ProcessServer = 'CONTOSO-PS-AZ'; RetentionVolume = 'R' }, @{ name = 'app01'; datastore = 'vsanDatastore' }",
        "[pscustomobject]@{ Name = 'sql01'; ProcessServer = 'CONTOSO-PS-AZ'; RetentionVolume = 'R'; Datastore = '' }, [pscustomobject]@{ Name = 'app01'; Datastore = 'vsanDatastore'; ProcessServer = $null }",
        "@{ sql01 = @{ ProcessServer = 'CONTOSO-PS-AZ'; RetentionVolume = 'R' }; app01 = @{ Datastore = 'vsanDatastore' } }",
        "@{ Name = '*'; ProcessServer = 'CONTOSO-PS-AZ'; RetentionVolume = 'R'; Datastore = 'vsanDatastore' }",
        "@{ Name = 's*'; ProcessServer = 'nosuch' }, @{ Name = 'sql01'; ProcessServer = 'CONTOSO-PS-AZ'; RetentionVolume = 'R' }, @{ Name = 'a*'; Datastore = 'vsanDatastore' }",
        "@{ Id = (Get-AvsReplicatedItem sql01).Id; ProcessServer = 'CONTOSO-PS-AZ'; RetentionVolume = 'R' }, @{ Name = 'app01'; Datastore = 'vsanDatastore' }",
    ];

    /// <summary>Files of the same.</summary>
    public static TheoryData<string> Files =>
    [
        "Name,ProcessServer,RetentionVolume,Datastore\nsql01,CONTOSO-PS-AZ,R,\napp01,,,vsanDatastore\n",
        "\uFEFFName;ProcessServer;RetentionVolume;Datastore\r\nsql01;CONTOSO-PS-AZ;R;\r\n\r\napp01;;;vsanDatastore",
        "sep=;\n\"Name\";\"ProcessServer\";\"RetentionVolume\";\"Datastore\"\n\"sql01\";\"CONTOSO-PS-AZ\";\"R\";\"\"\n\"app01\";\"\";\"\";\"vsanDatastore\"",
        "name\tdatastore\tprocessserver\tretentionvolume\nsql01\t\tCONTOSO-PS-AZ\tR\napp01\tvsanDatastore",
        "#TYPE Selected.AvsFailback.ReplicatedItem\r\n\"Name\",\"ProcessServer\",\"RetentionVolume\",\"Datastore\"\r\n\"sql01\",\"CONTOSO-PS-AZ\",\"R\",\r\n\"app01\",,,\"vsanDatastore\"\r\n",
        "Name,Comment,#Owner,ProcessServer,RetentionVolume,Datastore,\nsql01,the big one,ann,CONTOSO-PS-AZ,R,,\napp01,,bob,,,vsanDatastore,\n",
        " Name , Wave , ProcessServer , RetentionVolume , Datastore \n sql01 , 1 , CONTOSO-PS-AZ , R , \n app01 , 2 ,,, vsanDatastore ",
    ];

    [Theory]
    [MemberData(nameof(Forms))]
    public void Hashtables_objects_and_wildcards_do(string placement)
    {
        using var vault = new EmulatedVault(canPrompt: false);

        dynamic run = vault.Run($"Invoke-AvsFailback sql01, app01 -Placement ({placement}) {Until}").Only();

        Assert.Equal("Succeeded", run.Outcome.ToString());
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Files_as_spreadsheets_write_them_do(string text)
    {
        using var vault = new EmulatedVault(canPrompt: false);
        string path = Stages.Save(text);

        dynamic run = vault.Run($"Invoke-AvsFailback sql01, app01 -Placement '{path}' {Until}").Only();

        Assert.Equal("Succeeded", run.Outcome.ToString());
    }

    [Fact]
    public void One_table_serves_the_whole_vault()
    {
        using var vault = new EmulatedVault(canPrompt: false);
        string path = Stages.Save("Name,ProcessServer,RetentionVolume,Datastore\nsql01,CONTOSO-PS-AZ,R,\nweb*,nosuch,,\napp01,,,vsanDatastore\nlin02,,,nosuch\n");

        dynamic run = vault.Run($"Invoke-AvsFailback sql01, app01 -Placement '{path}' {Until}").Only();

        Assert.Equal("Succeeded", run.Outcome.ToString());
    }

    [Theory]
    [InlineData("@{ Name = 'sql01'; Datastor = 'x' }", "UnknownColumn", "'Datastor'", "Datastore")]
    [InlineData("@{ Datastore = 'x' }", "PlacementWithoutName", "Name or an Id", "Name='*'")]
    [InlineData("@{ Name = 'nosuch' }", "UnknownPlacement", "'nosuch'", "sql01, app01")]
    [InlineData("@{ Name = 'x*' }", "UnknownPlacement", "'x*'", "sql01, app01")]
    [InlineData("@{ Name = 'sql01' }, @{ Name = 'SQL01' }", "DuplicatePlacement", "two rows for sql01", "one row")]
    [InlineData("@{ Name = 's*' }, @{ Name = '*' }", "DuplicatePlacement", "two rows for sql01", "one row")]
    [InlineData("@{ Name = 'sql01'; Wave = 'first' }", "BadWave", "'first'", "whole numbers")]
    [InlineData("@{ Name = 'sql01'; AzureVM = 'sql01' }", "NotAVmId", "'sql01'", "whole id")]
    [InlineData("42", "BadPlacement", "'42'", "CSV file")]
    [InlineData("'no-such-file.csv'", "FileNotFound", "no-such-file.csv", "")]
    public void What_makes_no_sense_is_an_error_before_anything_is_asked(string placement, string id, string what, string next)
    {
        using var vault = new EmulatedVault(canPrompt: false);

        vault.Run($"Invoke-AvsFailback sql01, app01 -Placement ({placement}) {Until}").OnlyError(id).Says(what, next);

        vault.AskedForNothing();
    }

    [Theory]
    [InlineData("", "it is empty")]
    [InlineData("Name,Datastore\n\"sql01,x", "a quote is never closed")]
    [InlineData("Name,Datastore\nsql01,x,y", "row 2 has 3 cells")]
    public void A_file_that_is_no_table_is_an_error(string text, string why)
    {
        using var vault = new EmulatedVault(canPrompt: false);

        vault.Run($"Invoke-AvsFailback sql01 -Placement '{Stages.Save(text)}' {Until}").OnlyError("BadPlacement").Says(why);

        Assert.Empty(vault.Requests);
    }

    [Theory]
    [InlineData("windows-1252")]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    public void A_file_in_another_encoding_is_read(string encoding)
    {
        using var vault = new EmulatedVault(canPrompt: false);
        string path = Stages.Save(string.Empty);
        const string Write = "param($path, $encoding) $e = [Text.Encoding]::GetEncoding($encoding); [IO.File]::WriteAllBytes($path, $e.GetPreamble() + $e.GetBytes(\"Name,Datastore`nsql01,Größe`n\")); [cultureinfo]::CurrentCulture = 'en-US'";
        vault.Run(Write, new { path, encoding }).Succeeded();

        vault.Run($"Invoke-AvsFailback sql01 -Placement '{path}' {Until}").AllErrors.Single().ToString().Has("'Größe'");
    }

    [Fact]
    public void Cells_may_have_quotes_delimiters_and_line_breaks()
    {
        using var vault = new EmulatedVault(canPrompt: false);

        vault.Run($"Invoke-AvsFailback sql01 -Placement '{Stages.Save("Name,ProcessServer\n\"sql01\",\"a \"\"b\"\", c\nd\"")}' {Until}").AllErrors.Single().ToString().Has("'a \"b\", c\nd'");
    }

    [Fact]
    public void A_wrong_name_in_it_shows_before_anything_is_asked_for()
    {
        using var vault = new EmulatedVault(canPrompt: false);

        vault.Run($"Invoke-AvsFailback app01 -Placement @{{ app01 = @{{ Datastore = 'nosuch' }} }} {Until}").OnlyError("NoSuchName").Says("There is no datastore", "named 'nosuch' for app01");

        vault.AskedForNothing();
    }

    [Fact]
    public void A_name_that_is_needed_is_asked_for_as_a_placement()
    {
        using var vault = new EmulatedVault(canPrompt: false);

        vault.Run($"$null = Invoke-AvsFailback sql01 {Until}").OnlyError("NameNeeded").Says("-ProcessServer: CONTOSO-CS01, CONTOSO-PS-AZ", "columns of -Placement: @{ Name = 'sql01'");

        vault.AskedForNothing();
    }

    [Fact]
    public void Policies_and_process_servers_may_differ_by_direction()
    {
        using var vault = new EmulatedVault(canPrompt: false);

        dynamic run = vault.Run($"Invoke-AvsFailback sql01 -Placement @{{ Name = 'sql01'; ProcessServer = 'CONTOSO-PS-AZ'; RetentionVolume = 'R'; Policy = 'vmware-24h-failback'; ProcessServerToAzure = 'CONTOSO-CS01' }} {InvokeJourneyTests.Unattended}").Only();

        Assert.Equal("Succeeded", run.Outcome.ToString());
    }

    [Theory]
    [InlineData("@{ 1 = 'app01'; 2 = 'lin02', 'api01' }", "app01 1,lin02 2,api01 2")]
    [InlineData("app01, ('lin02', 'api01')", "app01 1,lin02 2,api01 2")]
    [InlineData("'app01'", "app01 1,lin02 2,api01 2")]
    [InlineData("@{ 3 = 'a*'; 1 = 'lin02' }", "lin02 1,app01 3,api01 3")]
    public void Waves_are_lists_of_names(string wave, string order)
    {
        using var vault = new EmulatedVault(Stages.Ready, canPrompt: false);

        Assert.Equal(order.Split(','), vault.Texts($"(Invoke-AvsFailback app01, lin02, api01 -Wave {wave} -WhatIf).Items | ForEach-Object {{ \"$($_.Name) $($_.Wave)\" }}"));
    }

    [Theory]
    [InlineData("app01 -Wave nosuch", "UnknownInWave", "'nosuch'")]
    [InlineData("app01, lin02 -Wave app01, ('lin02', 'app01')", "InTwoWaves", "app01 is in the waves 1 and 2")]
    [InlineData("app01 -Wave @{ first = 'app01' }", "BadWave", "'first'")]
    [InlineData("-RecoveryPlan Web-tier -Wave app01", "WaveOfPlan", "Web-tier, whose groups order it")]
    public void Waves_that_make_no_sense_are_errors_before_anything_is_asked(string wave, string id, string what)
    {
        using var vault = new EmulatedVault(Stages.Ready, canPrompt: false);

        vault.Run($"Invoke-AvsFailback {wave} {Until}").OnlyError(id).Says(what);

        vault.AskedForNothing();
    }

    [Fact]
    public void A_file_is_found_where_the_session_is()
    {
        using var vault = new EmulatedVault(Stages.Ready, canPrompt: false);
        string path = Stages.Save("Name,Wave\napp01,2\nlin02,1");

        Assert.Equal(["lin02", "app01"], vault.Texts($"$null = $ExecutionContext.SessionState.Path.SetLocation('{Path.GetDirectoryName(path)}'); (Invoke-AvsFailback app01, lin02 -Placement './{Path.GetFileName(path)}' -WhatIf).Items.Name"));
    }
}
