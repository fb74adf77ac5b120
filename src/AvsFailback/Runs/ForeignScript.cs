using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace AvsFailback.Runs;

/// <summary>
/// A user's script as it can run in another runspace: rebuilt from its text, since a script block belongs to the session that
/// made it, with the values of its <c>$using:</c> variables taken along.
/// </summary>
internal sealed class ForeignScript
{
    private const string Prefix = "avsUsing_";

    private ForeignScript(string text, IReadOnlyDictionary<string, object?> variables)
    {
        Text = text;
        Variables = variables;
    }

    /// <summary>The script.</summary>
    public string Text { get; }

    /// <summary>The variables that it reads instead of those of the caller.</summary>
    public IReadOnlyDictionary<string, object?> Variables { get; }

    /// <summary>Rebuilds a script; on the caller's pipeline thread, where its variables are.</summary>
    /// <exception cref="FailbackException">A <c>$using:</c> variable isn't set, or can't be taken along.</exception>
    public static ForeignScript From(ScriptBlock script, string parameter, SessionState session)
    {
        ScriptBlockAst ast = script.Ast as ScriptBlockAst ?? ((FunctionDefinitionAst)script.Ast).Body;
        string text = ast.Extent.Text;
        var variables = new Dictionary<string, object?>();
        // From the end, so that what stands before keeps its place.
        foreach (VariableExpressionAst variable in ast.FindAll(node => node is UsingExpressionAst, searchNestedScriptBlocks: true)
            .Select(use => UsingExpressionAst.ExtractUsingVariable((UsingExpressionAst)use)).OrderByDescending(variable => variable.Extent.StartOffset))
        {
            string name = Prefix + string.Concat(variable.VariablePath.UserPath.Select(c => char.IsLetterOrDigit(c) ? c : '_'));
            variables[name] = ValueOf(variable.VariablePath.UserPath, parameter, session);
            // What stands behind it, such as a property, isn't part of the variable.
            int start = variable.Extent.StartOffset - ast.Extent.StartOffset;
            text = text.Remove(start, variable.Extent.EndOffset - variable.Extent.StartOffset).Insert(start, variable.Splatted ? "@" + name : "${" + name + "}");
        }

        bool isBraced = text.Length > 1 && text[0] == '{' && text[text.Length - 1] == '}';
        return new ForeignScript(isBraced ? text.Substring(1, text.Length - 2) : text, variables);
    }

    private static object? ValueOf(string path, string parameter, SessionState session)
    {
        var unset = new object();
        object? value = session.PSVariable.GetValue(path, unset);
        object? inner = value is PSObject wrapped ? wrapped.BaseObject : value;
        return ReferenceEquals(value, unset)
            ? throw new FailbackException("UsingVariableNotSet", FailbackErrorCategory.InvalidInput, $"{parameter} uses $using:{path}, and there is no variable ${path}.", "Set it before, or leave it out. The script runs in a session of its own, which has none of the caller's variables but those named with $using:.", path)
            : inner is ScriptBlock
                ? throw new FailbackException("UsingVariableIsScript", FailbackErrorCategory.InvalidInput, $"{parameter} uses $using:{path}, which is a script block: that can't run in another session.", $"Write what it does into {parameter}, or into a module that it imports.", path)
                : value;
    }
}
