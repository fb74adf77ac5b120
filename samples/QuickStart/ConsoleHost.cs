using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace QuickStart;

/// <summary>The least host that shows what a user of the console would see: output, warnings and errors; it can't prompt.</summary>
internal sealed class ConsoleHost : PSHost
{
    private readonly ConsoleHostUI _ui = new();

    /// <summary>What the script gave to <c>exit</c>; null when it ended by itself.</summary>
    public int? ExitCode { get; private set; }

    public override CultureInfo CurrentCulture => CultureInfo.InvariantCulture;

    public override CultureInfo CurrentUICulture => CultureInfo.InvariantCulture;

    public override Guid InstanceId { get; } = Guid.NewGuid();

    public override string Name => "QuickStart";

    public override PSHostUserInterface UI => _ui;

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

    public void WriteError(ErrorRecord record)
    {
        _ui.WriteErrorLine($"{record.InvocationInfo?.MyCommand?.Name ?? "error"}: {record}");
        if (record.InvocationInfo?.PositionMessage is { Length: > 0 } position)
        {
            _ui.WriteErrorLine(position);
        }
    }

    private sealed class ConsoleHostUI : PSHostUserInterface
    {
        public override PSHostRawUserInterface RawUI { get; } = new FixedRawUI();

        public override bool SupportsVirtualTerminal => false;

        public override void Write(string value) => Console.Out.Write(GetOutputString(value, SupportsVirtualTerminal));

        public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) => Write(value);

        public override void WriteLine(string value) => Console.Out.WriteLine(GetOutputString(value, SupportsVirtualTerminal));

        public override void WriteErrorLine(string value) => Console.Error.WriteLine(value);

        public override void WriteWarningLine(string message) => Console.Out.WriteLine("WARNING: " + message);

        public override void WriteVerboseLine(string message) => Console.Out.WriteLine("VERBOSE: " + message);

        public override void WriteDebugLine(string message) => Console.Out.WriteLine("DEBUG: " + message);

        public override void WriteProgress(long sourceId, ProgressRecord record)
        {
            // Progress would only scroll by here.
        }

        public override string ReadLine() => throw CannotPrompt();

        public override SecureString ReadLineAsSecureString() => throw CannotPrompt();

        public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions) => throw CannotPrompt();

        public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice) => throw CannotPrompt();

        public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) => throw CannotPrompt();

        public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName, PSCredentialTypes allowedCredentialTypes, PSCredentialUIOptions options) => throw CannotPrompt();

        private static HostException CannotPrompt() => new("This host can't prompt. Give every parameter, and -Confirm:$false where a step asks for it.");
    }

    /// <summary>A screen of 120 columns, for which the module's tables are made.</summary>
    private sealed class FixedRawUI : PSHostRawUserInterface
    {
        private static readonly Size Screen = new(120, 50);

        public override ConsoleColor BackgroundColor { get; set; } = ConsoleColor.Black;

        public override ConsoleColor ForegroundColor { get; set; } = ConsoleColor.Gray;

        public override Size BufferSize { get; set; } = Screen;

        public override Size WindowSize { get; set; } = Screen;

        public override Size MaxPhysicalWindowSize => Screen;

        public override Size MaxWindowSize => Screen;

        public override Coordinates CursorPosition { get; set; }

        public override Coordinates WindowPosition { get; set; }

        public override int CursorSize { get; set; } = 1;

        public override bool KeyAvailable => false;

        public override string WindowTitle { get; set; } = "QuickStart";

        public override void FlushInputBuffer()
        {
        }

        public override BufferCell[,] GetBufferContents(Rectangle rectangle) => throw new NotSupportedException();

        public override KeyInfo ReadKey(ReadKeyOptions options) => throw new NotSupportedException();

        public override void ScrollBufferContents(Rectangle source, Coordinates destination, Rectangle clip, BufferCell fill)
        {
        }

        public override void SetBufferContents(Coordinates origin, BufferCell[,] contents)
        {
        }

        public override void SetBufferContents(Rectangle rectangle, BufferCell fill)
        {
        }
    }
}
