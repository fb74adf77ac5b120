using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using AvsFailback.Testing;

namespace AvsFailback.Tests.Help;

/// <summary>One voice in plain English: what users read keeps to the words of the design (§3).</summary>
public sealed class PlainWordsTests
{
    /// <summary>What puzzled readers, each with the plain word to take.</summary>
    private static readonly (string Pattern, string Plain)[] Words =
    [
        (@"\b(go(es|ing)?|went|gone) on\b", "continues, resumes"),
        (@"\b(wait|Wait)s? on:", "wait further"),
        (@"\bmend(s|ed|ing)?\b", "fix"),
        (@"\btold\b", "reported, shown"),
        (@"\b(tells?|telling) of\b", "reports, shows"),
        (@"\banew\b", "again"),
        (@"\bwould do\b(?! it\b)", "is ambiguous, fits"),
        (@"\bsame command\b", "rerun the command"),
        (@"\bstands?\b|\bstood\b", "is"),
        (@"\bheld against\b", "compared with, checked against"),
        (@"\bwhoever\b", "anyone who"),
        (@"(?<!\bthere )\bis no (?!longer\b|more\b)", "isn't a"),
        (@"(^|[.:!?] )To [a-z]+ [^.:]*\bfailed\b", "failed to …"),
    ];

    public static TheoryData<string> Pages()
    {
        IEnumerable<string> files = new[] { "README.md", "CHANGELOG.md", "SECURITY.md", "AvsFailback.psd1", "AvsFailback.format.ps1xml" }
            .Concat(In("docs", "*.md")).Concat(In("en-US", "*")).Concat(In("samples", "*.ps1")).Concat(In("samples", "*.md"));
        return [.. files.Order(StringComparer.Ordinal)];
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void What_users_read_is_plain(string page) =>
        Assert.Empty(Found(page, File.ReadAllText(Path.Combine(SharedData.RepositoryRoot, page))));

    [Theory]
    [InlineData("src/AvsFailback")]
    [InlineData("src/AvsFailback.Azure")]
    [InlineData("src/AvsFailback.Core")]
    [InlineData("src/AvsFailback.Emulator")]
    [InlineData("src/AvsFailback.Reports")]
    public void Messages_are_plain(string project) =>
        Assert.Empty(In(project, "*.cs").SelectMany(file => Found(file, Texts(File.ReadAllLines(Path.Combine(SharedData.RepositoryRoot, file))))));

    [Theory]
    [InlineData("The run goes on without its journal.")]
    [InlineData("Mend sql01, then run the same command again.")]
    [InlineData("no heartbeat of ps01 is told")]
    [InlineData("'x' is no wave.")]
    [InlineData("To reprotect lin02 failed.")]
    [InlineData("Get-AvsReplicatedItem shows where\neach VM stands.")]
    [InlineData("run the same\n    command again")]
    public void The_list_finds_what_it_is_for(string text) => Assert.NotEmpty(Found("text", text));

    [Theory]
    [InlineData("There is no file 'x'.")]
    [InlineData("sql01 is no longer in the vault.")]
    [InlineData("Failed to reprotect lin02. The understanding of amendments.")]
    public void The_list_leaves_plain_words_alone(string text) => Assert.Empty(Found("text", text));

    /// <summary>Lines may break anywhere, so that a pattern's blank is any white space, with or without what begins a comment.</summary>
    private static IEnumerable<string> Found(string where, string text) =>
        from word in Words
        from Match match in Regex.Matches(text, word.Pattern.Replace(" ", @"\s+", StringComparison.Ordinal), RegexOptions.Multiline | (word.Pattern.Contains("To ", StringComparison.Ordinal) ? RegexOptions.None : RegexOptions.IgnoreCase))
        select $"{where}:{text.AsSpan(0, match.Index).Count('\n') + 1}: '{match.Value}'; take: {word.Plain}";

    /// <summary>The string literals of a source, each on its own line so that a finding has a number; comments and code are left out.</summary>
    private static string Texts(IEnumerable<string> lines) =>
        string.Join('\n', lines.Select(line => line.TrimStart().StartsWith("//", StringComparison.Ordinal)
            ? string.Empty
            : string.Join(" | ", Regex.Matches(line, "\"((?:[^\"\\\\]|\\\\.)*)\"").Select(literal => Regex.Replace(literal.Groups[1].Value, @"\{[^{}]*\}", "…")))));

    private static IEnumerable<string> In(string folder, string pattern) =>
        Directory.EnumerateFiles(Path.Combine(SharedData.RepositoryRoot, folder), pattern, SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(SharedData.RepositoryRoot, file).Replace('\\', '/'))
            .Where(file => !file.Split('/').Any(part => part is "obj" or "bin"));
}
