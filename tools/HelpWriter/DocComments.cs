using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Xml.Linq;

namespace AvsFailback.HelpWriting;

/// <summary>One example: what is typed, and a sentence on what it does.</summary>
internal sealed record ExampleHelp(string Code, string Remark);

/// <summary>The words of the compiler's documentation files.</summary>
internal sealed class DocComments
{
    private readonly Dictionary<string, XElement> _members = new(StringComparer.Ordinal);

    /// <summary>Reads every documentation file of the folder.</summary>
    /// <exception cref="FileNotFoundException">That of the cmdlets isn't there: the module was built elsewhere, or not at all.</exception>
    public static DocComments Load(string folder)
    {
        var docs = new DocComments();
        foreach (string name in (string[])["AvsFailback.xml", "AvsFailback.Core.xml"])
        {
            string file = Path.Combine(folder, name);
            if (!File.Exists(file))
            {
                throw new FileNotFoundException($"There is no '{file}'. Build the module first, in the same configuration.", file);
            }

            foreach (XElement member in XDocument.Load(file, LoadOptions.PreserveWhitespace).Descendants("member"))
            {
                docs._members[member.Attribute("name")!.Value] = member;
            }
        }

        return docs;
    }

    /// <summary>The paragraphs of the type's summary, then those of its remarks.</summary>
    public IReadOnlyList<string> OfType(Type type) => [.. Paragraphs(Member("T", type.FullName)?.Element("summary")), .. Paragraphs(Member("T", type.FullName)?.Element("remarks"))];

    /// <summary>The paragraphs of the property's summary; the one of the class that declares it.</summary>
    public IReadOnlyList<string> OfProperty(Type type, string name)
    {
        Type? declaring = type.GetProperty(name)?.DeclaringType;
        return [.. Paragraphs(Member("P", $"{declaring?.FullName}.{name}")?.Element("summary"))];
    }

    /// <summary>The type's examples, in order.</summary>
    public IReadOnlyList<ExampleHelp> ExamplesOf(Type type) =>
        [.. (Member("T", type.FullName)?.Elements("example") ?? []).Select(example => new ExampleHelp(
            Code(example.Element("code")?.Value ?? string.Empty),
            Text(example.Nodes().Where(node => node is not XElement { Name.LocalName: "code" }))))];

    private XElement? Member(string kind, string? name) => _members.GetValueOrDefault($"{kind}:{name}");

    private static IEnumerable<string> Paragraphs(XElement? element)
    {
        if (element is null)
        {
            yield break;
        }

        var loose = new List<XNode>();
        foreach (XNode node in element.Nodes())
        {
            if (node is not XElement { Name.LocalName: "para" } paragraph)
            {
                loose.Add(node);
                continue;
            }

            if (Text(loose) is { Length: > 0 } before)
            {
                yield return before;
            }

            loose.Clear();
            yield return Text(paragraph.Nodes());
        }

        if (Text(loose) is { Length: > 0 } rest)
        {
            yield return rest;
        }
    }

    /// <summary>Running text: line breaks and indentation of the source mean nothing.</summary>
    private static string Text(IEnumerable<XNode> nodes)
    {
        var text = new StringBuilder();
        foreach (XNode node in nodes)
        {
            text.Append(node switch
            {
                XText words => words.Value,
                XElement { Name.LocalName: "see" } see => see.Attribute("langword")?.Value ?? LastName(see.Attribute("cref")?.Value ?? string.Empty),
                XElement element => Text(element.Nodes()),
                _ => string.Empty,
            });
        }

        // A <c> in the middle of a sentence keeps its blanks this way.
        string[] split = text.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return string.Join(' ', split);
    }

    private static string LastName(string reference)
    {
        string name = reference.Split('(')[0];
        return name[(name.LastIndexOfAny(['.', ':']) + 1)..];
    }

    /// <summary>Code keeps its lines and loses the indentation that all of them share.</summary>
    private static string Code(string text)
    {
        string[] lines = [.. text.ReplaceLineEndings("\n").Split('\n').Select(line => line.TrimEnd())];
        // The first line may begin right after the tag, without the indentation of the others.
        int shared = lines.Skip(1).Where(line => line.Length > 0).Select(line => line.Length - line.TrimStart().Length).DefaultIfEmpty(0).Min();
        return string.Join('\n', lines.Select((line, i) => i == 0 ? line.TrimStart() : line.Length >= shared ? line[shared..] : line)).Trim('\n');
    }
}
