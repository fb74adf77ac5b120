using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;

namespace AvsFailback.Tests.Hosting;

/// <summary>All that one script gave back.</summary>
public sealed record Invocation
{
    /// <summary>What came out of the pipeline, before a terminating error too.</summary>
    public required IReadOnlyList<PSObject> Output { get; init; }

    /// <summary>The errors after which the script went on.</summary>
    public required IReadOnlyList<ErrorRecord> Errors { get; init; }

    /// <summary>The error that ended the script; null if none did.</summary>
    public ErrorRecord? Terminating { get; init; }

    /// <summary>Whether the script was stopped as by Ctrl+C.</summary>
    public bool WasStopped { get; init; }

    public required IReadOnlyList<string> Warnings { get; init; }

    public required IReadOnlyList<string> Verbose { get; init; }

    public required IReadOnlyList<string> Debug { get; init; }

    public required IReadOnlyList<string> Information { get; init; }

    public required IReadOnlyList<ProgressRecord> Progress { get; init; }

    /// <summary>What the user was asked, in order.</summary>
    public required IReadOnlyList<ChoicePrompt> Prompts { get; init; }

    /// <summary>All errors, the terminating one last.</summary>
    public IEnumerable<ErrorRecord> AllErrors => Terminating is null ? Errors : Errors.Append(Terminating);

    /// <summary>The output as objects of one type; an object of another type fails the test.</summary>
    public IReadOnlyList<T> As<T>() => [.. Output.Select(o => Assert.IsAssignableFrom<T>(o.BaseObject))];

    /// <summary>This invocation, after asserting that no error was told.</summary>
    public Invocation Succeeded()
    {
        Assert.False(WasStopped, "The script was stopped.");
        Assert.True(!AllErrors.Any(), "Errors: " + string.Join("; ", AllErrors.Select(e => $"{e.FullyQualifiedErrorId}: {e}")));
        return this;
    }
}

/// <summary>One question with choices, as <c>ShouldProcess</c> asks it.</summary>
public sealed record ChoicePrompt(string Caption, string Message, IReadOnlyList<string> Choices, string Answer)
{
    /// <summary>What Enter alone would answer.</summary>
    public required string Default { get; init; }

    /// <summary>Whether what was typed before was thrown away first.</summary>
    public required bool IsFlushed { get; init; }
}
