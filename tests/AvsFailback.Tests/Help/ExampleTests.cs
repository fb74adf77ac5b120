using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using AvsFailback.HelpWriting;
using AvsFailback.Tests.Hosting;

namespace AvsFailback.Tests.Help;

public sealed class ExampleTests
{
    /// <summary>Commands of other modules that the examples use and the bare engine doesn't have.</summary>
    private static readonly string[] Foreign = ["Format-List", "Get-AzAccessToken", "Get-AzRecoveryServicesVault", "Get-AzVM", "Get-Date"];

    [Fact]
    public void Every_example_parses_and_shows_its_cmdlet()
    {
        using var host = new ModuleHost();

        Assert.All(Examples(host), example =>
        {
            Assert.True(example.Errors.Length == 0, $"{example.Cmdlet}: {string.Join("; ", example.Errors.Select(e => e.Message))}\n{example.Code}");
            Assert.Contains(example.Cmdlet, example.Commands.Select(c => c.GetCommandName()));
        });
    }

    [Fact]
    public void Every_example_uses_commands_and_parameters_that_exist_by_their_full_names()
    {
        using var host = new ModuleHost();
        var cmdlets = HelpSource.Cmdlets(host).ToDictionary(c => c.Name, StringComparer.Ordinal);

        foreach ((string cmdlet, string code, CommandAst command) in from e in Examples(host) from c in e.Commands select (e.Cmdlet, e.Code, c))
        {
            string name = command.GetCommandName();
            if (!cmdlets.TryGetValue(name, out CmdletInfo? info))
            {
                Assert.True(Foreign.Contains(name), $"{cmdlet}: there is no '{name}'.\n{code}");
                continue;
            }

            string[] named = [.. command.CommandElements.OfType<CommandParameterAst>().Select(p => p.ParameterName)];
            Assert.All(named, parameter => Assert.True(info.Parameters.ContainsKey(parameter), $"{cmdlet}: {name} has no -{parameter}.\n{code}"));
            Assert.True(info.ParameterSets.Any(set => named.All(n => set.Parameters.Any(p => p.Name == n))), $"{cmdlet}: no parameter set has {string.Join(", ", named)}.\n{code}");

            StaticBindingResult binding = Bind(host, command);
            // The engine's binder knows nothing of what comes through the pipeline.
            bool isPiped = command.Parent is PipelineAst pipeline && pipeline.PipelineElements[0] != command;
            Assert.True(isPiped || binding.BindingExceptions.Count == 0, $"{cmdlet}: {string.Join("; ", binding.BindingExceptions.Values.Select(e => e.BindingException.Message))}\n{code}");
            Assert.All(binding.BoundParameters.Values, bound => DemandPossibleValue(bound, code));
        }
    }

    private static void DemandPossibleValue(ParameterBindingResult bound, string code)
    {
        Type type = Nullable.GetUnderlyingType(bound.Parameter.ParameterType) ?? bound.Parameter.ParameterType;
        type = type.IsArray ? type.GetElementType()! : type;
        if (type.IsEnum && bound.ConstantValue is { } value)
        {
            Assert.True(LanguagePrimitives.TryConvertTo(value, type, out _), $"-{bound.Parameter.Name} doesn't take '{value}'.\n{code}");
        }
    }

    private static StaticBindingResult Bind(ModuleHost host, CommandAst command) =>
        Assert.Single(host.Invoke("param($command) [System.Management.Automation.Language.StaticParameterBinder]::BindCommand($command, $true)", new { command }).Succeeded().As<StaticBindingResult>());

    private static IEnumerable<Example> Examples(ModuleHost host) =>
        from cmdlet in HelpSource.Read(host)
        from example in cmdlet.Examples
        select Parse(cmdlet.Name, example.Code);

    private static Example Parse(string cmdlet, string code)
    {
        ScriptBlockAst script = Parser.ParseInput(code, out Token[] _, out ParseError[] errors);
        return new Example(cmdlet, code, [.. script.FindAll(ast => ast is CommandAst, searchNestedScriptBlocks: true).Cast<CommandAst>()], errors);
    }

    private sealed record Example(string Cmdlet, string Code, IReadOnlyList<CommandAst> Commands, ParseError[] Errors);
}
