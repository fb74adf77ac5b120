using System;
using System.Linq;

namespace AvsFailback.Tests.Cmdlets;

/// <summary>Instants mean the same in every culture, and what doesn't is refused.</summary>
public sealed class InstantTests
{
    private static readonly string[] Cultures = ["en-US", "nl-NL", "tr-TR", "th-TH", "ar-SA", "fa-IR"];

    /// <summary>Each text with the instant that it is.</summary>
    public static TheoryData<string, string> Texts => new()
    {
        { "2026-03-02T18:00:00Z", "2026-03-02T18:00:00Z" },
        { "2026-03-02 18:00Z", "2026-03-02T18:00:00Z" },
        { "2026-03-02T18:00:00.1234567+01:00", "2026-03-02T17:00:00.1234567Z" },
        { "2026-03-02 18:00 +01:00", "2026-03-02T17:00:00Z" },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void Iso_forms_are_read_alike_in_every_culture(string text, string expected)
    {
        using var vault = new EmulatedVault(canPrompt: false);
        foreach (string culture in Cultures)
        {
            const string Script = """
                param($culture, $text)
                [cultureinfo]::CurrentCulture = $culture
                $c = Get-Command Step-AvsEmulator
                $a = @($c.Parameters['Until'].Attributes | Where-Object { $_ -is [Management.Automation.ArgumentTransformationAttribute] })[-1]
                $a.Transform($ExecutionContext, $text).ToUniversalTime().ToString('o', [cultureinfo]::InvariantCulture)
                $a = @((Get-Command Invoke-AvsFailback).Parameters['Deadline'].Attributes | Where-Object { $_ -is [Management.Automation.ArgumentTransformationAttribute] })[-1]
                $a.Transform($ExecutionContext, $text).ToUniversalTime().ToString('o', [cultureinfo]::InvariantCulture)
                """;

            Assert.All(vault.Run(Script, new { culture, text }).Succeeded().Output, one => Assert.Equal(DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), DateTimeOffset.Parse(one.ToString(), System.Globalization.CultureInfo.InvariantCulture)));
        }
    }

    [Theory]
    [InlineData("03/04/2026")]
    [InlineData("3.4.2026 18:00")]
    [InlineData("2569-03-02x")]
    [InlineData("March 2, 2026")]
    [InlineData("12/30/2026 18:00")]
    [InlineData("2026-13-01")]
    [InlineData("soon")]
    public void What_could_mean_something_else_elsewhere_is_refused(string text)
    {
        using var vault = new EmulatedVault(canPrompt: false);
        foreach (string culture in Cultures)
        {
            foreach (string command in new[] { "Get-AvsJob -After $text", "Get-AvsJob -Before $text", "Invoke-AvsFailback sql01 -Deadline $text -WhatIf", "Step-AvsEmulator -Until $text" })
            {
                Hosting.Invocation run = vault.Run($"param($culture, $text) [cultureinfo]::CurrentCulture = $culture; try {{ {command} }} catch {{ \"$_\" }}", new { culture, text });
                Assert.Contains("the same everywhere", Assert.Single(run.Succeeded().Output).ToString(), StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData("1e300")]
    [InlineData("NaN")]
    [InlineData("-1e300")]
    [InlineData("[timespan]::MaxValue")]
    [InlineData("[double]::NaN")]
    [InlineData("[datetime]::MaxValue")]
    public void An_absurd_limit_is_taken_or_refused_and_never_crashes(string value)
    {
        using var vault = new EmulatedVault(canPrompt: false);
        foreach (string command in new[] { $"Invoke-AvsFailback app02 -Until FailedBack -NoJournal -Confirm:$false -Deadline ({value})", $"Start-AvsFailback api01 -Confirm:$false -Wait -Timeout ({value})" })
        {
            string said = string.Join(" ", vault.Run($"try {{ {command} | Out-Null }} catch {{ \"$($_.Exception.GetType().FullName) $_\" }}").Output);
            Assert.DoesNotContain("Overflow", said, StringComparison.Ordinal);
            Assert.DoesNotContain("ArgumentOutOfRange", said, StringComparison.Ordinal);
        }
    }

    /// <summary>Every script of a view that writes an instant names the culture.</summary>
    [Fact]
    public void Views_write_dates_in_no_session_s_calendar()
    {
        string views = System.IO.File.ReadAllText(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(Hosting.ModuleHost.Manifest)!, "AvsFailback.format.ps1xml"));

        Assert.NotEmpty(System.Text.RegularExpressions.Regex.Matches(views, @"ToString\('[^']*[yMH]", System.Text.RegularExpressions.RegexOptions.CultureInvariant));
        Assert.Empty(System.Text.RegularExpressions.Regex.Matches(views, @"ToString\('[^']*[yMH][^']*'\)", System.Text.RegularExpressions.RegexOptions.CultureInvariant));
    }
}
