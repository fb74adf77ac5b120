using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Reflection;

namespace AvsFailback.HelpWriting;

/// <summary>A type that goes in or comes out.</summary>
internal sealed record TypeHelp(string Name, IReadOnlyList<string> Description);

/// <summary>A parameter of one set, or of all.</summary>
internal sealed record ParameterHelp
{
    public required string Name { get; init; }

    public required Type Type { get; init; }

    public IReadOnlyList<string> Description { get; init; } = [];

    public bool IsMandatory { get; init; }

    /// <summary>Counted from 0; null for a parameter that must be named.</summary>
    public int? Position { get; init; }

    public bool IsByValue { get; init; }

    public bool IsByPropertyName { get; init; }

    public bool TakesWildcards { get; init; }

    public bool IsSwitch => Type == typeof(SwitchParameter);

    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>The words that it takes; empty where it takes others.</summary>
    public IReadOnlyList<string> PossibleValues { get; init; } = [];

    /// <summary>What it is when it isn't given; null where that can't be said in a word.</summary>
    public string? DefaultValue { get; init; }

    /// <summary>The type's short name, as the engine's own syntax has it, without the mark of a value that may be absent.</summary>
    public string TypeName => Type.Name;
}

/// <summary>All that the help of one cmdlet says: what it takes from the engine's metadata, its words from the doc comments.</summary>
internal sealed record CmdletHelp
{
    private static readonly Dictionary<string, string> EngineTexts = new()
    {
        ["WhatIf"] = "Shows what would be done, and does nothing.",
        ["Confirm"] = "Asks before it acts; -Confirm:$false silences the question and nothing else.",
    };

    public required string Name { get; init; }

    public required IReadOnlyList<string> Description { get; init; }

    /// <summary>The first sentence of the description.</summary>
    public string Synopsis => FirstSentence(Description.Count > 0 ? Description[0] : string.Empty);

    public required IReadOnlyList<IReadOnlyList<ParameterHelp>> Sets { get; init; }

    /// <summary>Every parameter once, by name.</summary>
    public required IReadOnlyList<ParameterHelp> Parameters { get; init; }

    public required IReadOnlyList<TypeHelp> Inputs { get; init; }

    public required IReadOnlyList<TypeHelp> Outputs { get; init; }

    public required IReadOnlyList<ExampleHelp> Examples { get; init; }

    public IReadOnlyList<string> Links => RelatedLinks.Of(Name);

    /// <summary>The help of cmdlets, by name.</summary>
    public static IReadOnlyList<CmdletHelp> Read(IEnumerable<CmdletInfo> cmdlets, DocComments docs) =>
        [.. cmdlets.OrderBy(cmdlet => cmdlet.Name, StringComparer.Ordinal).Select(cmdlet => Read(cmdlet, docs))];

    private static CmdletHelp Read(CmdletInfo cmdlet, DocComments docs)
    {
        object instance = Activator.CreateInstance(cmdlet.ImplementingType)!;
        try
        {
            ParameterHelp Parameter(CommandParameterInfo info) => ReadParameter(cmdlet, info, instance, docs);
            IReadOnlyList<IReadOnlyList<ParameterHelp>> sets =
            [
                .. cmdlet.ParameterSets
                    .OrderBy(set => !set.IsDefault).ThenBy(set => set.Name, StringComparer.Ordinal)
                    .Select(set => (IReadOnlyList<ParameterHelp>)[.. InOrder(set.Parameters.Where(p => !Cmdlet.CommonParameters.Contains(p.Name)), cmdlet.ImplementingType).Select(Parameter)]),
            ];
            ParameterHelp[] parameters =
            [
                .. sets.SelectMany(set => set).GroupBy(p => p.Name, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.OrdinalIgnoreCase)
                    // One that only some of its sets demand isn't demanded on the whole: the syntax tells it for each.
                    .Select(g => g.First() with
                    {
                        IsMandatory = g.All(p => p.IsMandatory),
                        Position = g.Min(p => p.Position),
                        IsByValue = g.Any(p => p.IsByValue),
                        IsByPropertyName = g.Any(p => p.IsByPropertyName),
                    }),
            ];
            return new CmdletHelp
            {
                Name = cmdlet.Name,
                Description = docs.OfType(cmdlet.ImplementingType),
                Sets = sets,
                Parameters = parameters,
                Inputs = InputsOf(parameters, docs),
                Outputs = [.. cmdlet.OutputType.Select(type => OfType(type.Type, docs))],
                Examples = docs.ExamplesOf(cmdlet.ImplementingType),
            };
        }
        finally
        {
            (instance as IDisposable)?.Dispose();
        }
    }

    /// <summary>What pipes in whole, then what pipes in by properties of these names.</summary>
    private static TypeHelp[] InputsOf(ParameterHelp[] parameters, DocComments docs) =>
    [
        .. parameters.Where(p => p.IsByValue).Select(p => OfType(Element(p.Type), docs)).DistinctBy(type => type.Name),
        .. parameters.Where(p => p.IsByPropertyName && !p.IsByValue).GroupBy(p => Element(p.Type).FullName!)
            .Select(g => new TypeHelp(g.Key, [$"By property name: {string.Join(", ", g.SelectMany(p => (string[])[p.Name, .. p.Aliases]))}."])),
    ];

    private static TypeHelp OfType(Type type, DocComments docs) => new(type.FullName!, docs.OfType(type));

    private static Type Element(Type type) => type.IsArray ? type.GetElementType()! : type;

    /// <summary>By position, then what is demanded, then the cmdlet's own before what it inherits, each as declared; the engine's last.</summary>
    private static IEnumerable<CommandParameterInfo> InOrder(IEnumerable<CommandParameterInfo> parameters, Type cmdlet) =>
        from parameter in parameters
        let property = cmdlet.GetProperty(parameter.Name)
        orderby parameter.Position < 0 ? int.MaxValue : parameter.Position,
            !parameter.IsMandatory,
            property is null ? int.MaxValue : Depth(cmdlet, property.DeclaringType!),
            property?.MetadataToken ?? 0,
            parameter.Name descending
        select parameter;

    private static int Depth(Type type, Type ancestor)
    {
        int depth = 0;
        for (Type? t = type; t != ancestor && t is not null; t = t.BaseType)
        {
            depth++;
        }

        return depth;
    }

    private static ParameterHelp ReadParameter(CmdletInfo cmdlet, CommandParameterInfo info, object instance, DocComments docs)
    {
        PropertyInfo? property = cmdlet.ImplementingType.GetProperty(info.Name);
        Type type = Nullable.GetUnderlyingType(info.ParameterType) ?? info.ParameterType;
        string[] values = PossibleValues(info, Element(type));
        IReadOnlyList<string> description = property is null
            ? EngineTexts.TryGetValue(info.Name, out string? text) ? [text] : []
            : docs.OfProperty(cmdlet.ImplementingType, info.Name);
        return new ParameterHelp
        {
            Name = info.Name,
            Type = type,
            Description = values.Length > 0 ? [.. description, $"Possible values: {string.Join(", ", values)}."] : description,
            IsMandatory = info.IsMandatory,
            Position = info.Position < 0 ? null : info.Position,
            IsByValue = info.ValueFromPipeline,
            IsByPropertyName = info.ValueFromPipelineByPropertyName,
            TakesWildcards = info.Attributes.OfType<SupportsWildcardsAttribute>().Any(),
            Aliases = [.. info.Aliases.OrderBy(alias => alias, StringComparer.Ordinal)],
            PossibleValues = values,
            DefaultValue = info.IsMandatory || property is null ? null : DefaultOf(property.GetValue(instance)),
        };
    }

    private static string[] PossibleValues(CommandParameterInfo info, Type type) =>
        info.Attributes.OfType<ValidateSetAttribute>().FirstOrDefault() is { } set ? [.. set.ValidValues]
        : type.IsEnum ? Enum.GetNames(type)
        : [];

    /// <summary>A default in a word. What the type has by itself isn't told: there the parameter's text says what happens.</summary>
    private static string? DefaultOf(object? value) => value switch
    {
        null or SwitchParameter => null,
        string { Length: 0 } => null,
        string text => text,
        TimeSpan span => span == TimeSpan.Zero ? null : span.ToString("c", CultureInfo.InvariantCulture),
        Enum word => word.ToString(),
        IEnumerable many => string.Join(", ", many.Cast<object>()) is { Length: > 0 } list ? list : null,
        IFormattable other => other.Equals(Activator.CreateInstance(other.GetType())) ? null : other.ToString(null, CultureInfo.InvariantCulture),
        _ => null,
    };

    private static string FirstSentence(string text)
    {
        for (int i = 0; i + 2 < text.Length; i++)
        {
            if (text[i] is '.' or '?' or '!' && text[i + 1] == ' ' && char.IsUpper(text[i + 2]))
            {
                return text[..(i + 1)];
            }
        }

        return text;
    }
}
