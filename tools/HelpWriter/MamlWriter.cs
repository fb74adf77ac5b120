using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Xml;

namespace AvsFailback.HelpWriting;

/// <summary>Writes the XML that <c>Get-Help</c> reads (MAML). The same cmdlets always give the same text, with line feeds.</summary>
internal static class MamlWriter
{
    private const string Help = "http://msh";
    private const string Maml = "http://schemas.microsoft.com/maml/2004/10";
    private const string Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private const string Dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    /// <summary>The whole file.</summary>
    public static string Write(IEnumerable<CmdletHelp> cmdlets)
    {
        using var text = new Utf8Text();
        using (var xml = XmlWriter.Create(text, new XmlWriterSettings { Indent = true, NewLineChars = "\n", NewLineHandling = NewLineHandling.Replace }))
        {
            xml.WriteStartDocument();
            xml.WriteComment(" Written by './build.ps1 -Task Help' from the cmdlets and their doc comments: change those. ");
            xml.WriteStartElement("helpItems", Help);
            xml.WriteAttributeString("schema", "maml");
            xml.WriteAttributeString("xmlns", "maml", null, Maml);
            xml.WriteAttributeString("xmlns", "command", null, Command);
            xml.WriteAttributeString("xmlns", "dev", null, Dev);
            foreach (CmdletHelp cmdlet in cmdlets)
            {
                WriteCmdlet(xml, cmdlet);
            }

            xml.WriteEndElement();
        }

        return text + "\n";
    }

    private static void WriteCmdlet(XmlWriter xml, CmdletHelp cmdlet)
    {
        xml.WriteStartElement("command", Command);
        xml.WriteStartElement("details", Command);
        xml.WriteElementString("name", Command, cmdlet.Name);
        xml.WriteElementString("verb", Command, cmdlet.Name.Split('-')[0]);
        xml.WriteElementString("noun", Command, cmdlet.Name.Split('-')[1]);
        WriteDescription(xml, [cmdlet.Synopsis]);
        xml.WriteEndElement();
        WriteDescription(xml, cmdlet.Description);

        xml.WriteStartElement("syntax", Command);
        foreach (IReadOnlyList<ParameterHelp> set in cmdlet.Sets)
        {
            xml.WriteStartElement("syntaxItem", Command);
            xml.WriteElementString("name", Maml, cmdlet.Name);
            foreach (ParameterHelp parameter in set)
            {
                WriteParameter(xml, parameter, isSyntax: true);
            }

            xml.WriteEndElement();
        }

        xml.WriteEndElement();
        xml.WriteStartElement("parameters", Command);
        foreach (ParameterHelp parameter in cmdlet.Parameters)
        {
            WriteParameter(xml, parameter, isSyntax: false);
        }

        xml.WriteEndElement();
        WriteTypes(xml, "inputTypes", "inputType", cmdlet.Inputs);
        WriteTypes(xml, "returnValues", "returnValue", cmdlet.Outputs);
        WriteExamples(xml, cmdlet.Examples);

        xml.WriteStartElement("relatedLinks", Command);
        foreach (string link in cmdlet.Links)
        {
            xml.WriteStartElement("navigationLink", Maml);
            xml.WriteElementString("linkText", Maml, link);
            xml.WriteElementString("uri", Maml, string.Empty);
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static void WriteParameter(XmlWriter xml, ParameterHelp parameter, bool isSyntax)
    {
        xml.WriteStartElement("parameter", Command);
        xml.WriteAttributeString("required", Word(parameter.IsMandatory));
        xml.WriteAttributeString("variableLength", Word(parameter.Type.IsArray));
        xml.WriteAttributeString("globbing", Word(parameter.TakesWildcards));
        xml.WriteAttributeString("pipelineInput", (parameter.IsByValue, parameter.IsByPropertyName) switch
        {
            (true, true) => "true (ByValue, ByPropertyName)",
            (true, false) => "true (ByValue)",
            (false, true) => "true (ByPropertyName)",
            _ => "false",
        });
        xml.WriteAttributeString("position", parameter.Position?.ToString(CultureInfo.InvariantCulture) ?? "named");
        xml.WriteAttributeString("aliases", parameter.Aliases.Count > 0 ? string.Join(", ", parameter.Aliases) : "none");
        xml.WriteElementString("name", Maml, parameter.Name);
        if (!isSyntax)
        {
            WriteDescription(xml, parameter.Description);
        }

        if (isSyntax && parameter.PossibleValues.Count > 0 && !parameter.Type.IsArray)
        {
            xml.WriteStartElement("parameterValueGroup", Command);
            foreach (string value in parameter.PossibleValues)
            {
                WriteValue(xml, value, isRequired: false);
            }

            xml.WriteEndElement();
        }

        // In the syntax a switch stands alone.
        if (!isSyntax || !parameter.IsSwitch)
        {
            WriteValue(xml, parameter.TypeName, !parameter.IsSwitch);
        }

        if (!isSyntax)
        {
            WriteType(xml, parameter.TypeName);
            xml.WriteElementString("defaultValue", Dev, parameter.DefaultValue ?? (parameter.IsSwitch ? "False" : "None"));
        }

        xml.WriteEndElement();
    }

    private static void WriteValue(XmlWriter xml, string value, bool isRequired)
    {
        xml.WriteStartElement("parameterValue", Command);
        xml.WriteAttributeString("required", Word(isRequired));
        xml.WriteAttributeString("variableLength", "false");
        xml.WriteString(value);
        xml.WriteEndElement();
    }

    private static void WriteTypes(XmlWriter xml, string list, string entry, IReadOnlyList<TypeHelp> types)
    {
        xml.WriteStartElement(list, Command);
        foreach (TypeHelp type in types.DefaultIfEmpty(new TypeHelp("None", [])))
        {
            xml.WriteStartElement(entry, Command);
            WriteType(xml, type.Name);
            WriteDescription(xml, type.Description);
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static void WriteType(XmlWriter xml, string name)
    {
        xml.WriteStartElement("type", Dev);
        xml.WriteElementString("name", Maml, name);
        xml.WriteEndElement();
    }

    private static void WriteExamples(XmlWriter xml, IReadOnlyList<ExampleHelp> examples)
    {
        xml.WriteStartElement("examples", Command);
        for (int i = 0; i < examples.Count; i++)
        {
            xml.WriteStartElement("example", Command);
            xml.WriteElementString("title", Maml, string.Create(CultureInfo.InvariantCulture, $"-------------------------- EXAMPLE {i + 1} --------------------------"));
            xml.WriteElementString("code", Dev, examples[i].Code);
            xml.WriteStartElement("remarks", Dev);
            xml.WriteElementString("para", Maml, examples[i].Remark);
            // Get-Help leaves no line between two examples by itself.
            xml.WriteElementString("para", Maml, string.Empty);
            xml.WriteEndElement();
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static void WriteDescription(XmlWriter xml, IEnumerable<string> paragraphs)
    {
        xml.WriteStartElement("description", Maml);
        foreach (string paragraph in paragraphs)
        {
            xml.WriteElementString("para", Maml, paragraph);
        }

        xml.WriteEndElement();
    }

    private static string Word(bool value) => value ? "true" : "false";

    /// <summary>A text that XML calls UTF-8, as which it is saved.</summary>
    private sealed class Utf8Text() : StringWriter(CultureInfo.InvariantCulture)
    {
        public override Encoding Encoding => Encoding.UTF8;
    }
}
