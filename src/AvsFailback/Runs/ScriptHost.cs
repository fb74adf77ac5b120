using System;
using System.Globalization;
using System.Management.Automation.Host;

namespace AvsFailback.Runs;

/// <summary>The host of a user's script: nobody sees it, so every question is an error; it keeps what <c>exit</c> was given.</summary>
internal sealed class ScriptHost : PSHost
{
    /// <summary>What the script said with <c>exit</c>; null if it didn't.</summary>
    public int? ExitCode { get; private set; }

    public override CultureInfo CurrentCulture => CultureInfo.CurrentCulture;

    public override CultureInfo CurrentUICulture => CultureInfo.CurrentUICulture;

    public override Guid InstanceId { get; } = Guid.NewGuid();

    // As the engine calls its own host, which can't prompt either.
    public override string Name => "Default Host";

    // The engine takes a host without one; the type says otherwise.
    public override PSHostUserInterface UI => null!;

    public override Version Version { get; } = new(1, 0);

    public override void EnterNestedPrompt() => throw new NotSupportedException();

    public override void ExitNestedPrompt() => throw new NotSupportedException();

    public override void NotifyBeginApplication()
    {
    }

    public override void NotifyEndApplication()
    {
    }

    public override void SetShouldExit(int exitCode) => ExitCode = exitCode;
}
