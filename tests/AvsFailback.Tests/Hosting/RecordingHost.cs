using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;
using System.Text;

namespace AvsFailback.Tests.Hosting;

/// <summary>A host that keeps what it is told and answers prompts from a script, or can't prompt at all.</summary>
internal sealed class RecordingHost(bool canPrompt) : PSHost
{
    private readonly RecordingUI _ui = new(canPrompt);

    /// <summary>The answers to come, by the choice's label without its ampersand, such as <c>Yes</c> or <c>No to All</c>.</summary>
    public ConcurrentQueue<string> Answers => _ui.Answers;

    public override CultureInfo CurrentCulture => CultureInfo.InvariantCulture;

    public override CultureInfo CurrentUICulture => CultureInfo.InvariantCulture;

    public override Guid InstanceId { get; } = Guid.NewGuid();

    // The engine's own host, which can't prompt either, has this name.
    public override string Name => canPrompt ? "AvsFailback.Tests" : "Default Host";

    public override PSHostUserInterface UI => _ui;

    public override Version Version { get; } = new(1, 0);

    /// <summary>Returns what was written to the screen since the last call.</summary>
    public string TakeText() => _ui.TakeText();

    /// <summary>Returns the prompts since the last call.</summary>
    public IReadOnlyList<ChoicePrompt> TakePrompts() => _ui.TakePrompts();

    public override void EnterNestedPrompt() => throw new NotSupportedException();

    public override void ExitNestedPrompt() => throw new NotSupportedException();

    public override void NotifyBeginApplication()
    {
    }

    public override void NotifyEndApplication()
    {
    }

    public override void SetShouldExit(int exitCode)
    {
    }

    private sealed class RecordingUI(bool canPrompt) : PSHostUserInterface
    {
        private readonly StringBuilder _text = new();
        private readonly List<ChoicePrompt> _prompts = [];

        public ConcurrentQueue<string> Answers { get; } = new();

        private readonly WideScreen _screen = new();

        public override PSHostRawUserInterface RawUI => _screen;

        public override bool SupportsVirtualTerminal => false;

        public string TakeText()
        {
            lock (_text)
            {
                string text = _text.ToString();
                _text.Clear();
                return text;
            }
        }

        public ChoicePrompt[] TakePrompts()
        {
            lock (_prompts)
            {
                ChoicePrompt[] prompts = [.. _prompts];
                _prompts.Clear();
                return prompts;
            }
        }

        public override void Write(string value)
        {
            lock (_text)
            {
                _text.Append(GetOutputString(value, SupportsVirtualTerminal));
            }
        }

        public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) => Write(value);

        public override void WriteLine(string value) => Write(value + "\n");

        public override void WriteErrorLine(string value) => WriteLine(value);

        public override void WriteWarningLine(string message) => WriteLine("WARNING: " + message);

        public override void WriteVerboseLine(string message) => WriteLine("VERBOSE: " + message);

        public override void WriteDebugLine(string message) => WriteLine("DEBUG: " + message);

        public override void WriteProgress(long sourceId, ProgressRecord record)
        {
            // The invocation keeps the records.
        }

        public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
        {
            if (!canPrompt)
            {
                throw CannotPrompt();
            }

            string[] labels = [.. choices.Select(c => c.Label.Replace("&", "", StringComparison.Ordinal))];
            if (!Answers.TryDequeue(out string? answer))
            {
                throw new HostException($"The test has no answer to: {caption} / {message} ({string.Join(", ", labels)})");
            }

            int choice = Array.FindIndex(labels, l => string.Equals(l, answer, StringComparison.OrdinalIgnoreCase));
            if (choice < 0)
            {
                throw new HostException($"The test's answer '{answer}' is none of: {string.Join(", ", labels)}");
            }

            lock (_prompts)
            {
                _prompts.Add(new ChoicePrompt(caption, message, labels, labels[choice]) { Default = labels[defaultChoice], IsFlushed = _screen.TakeFlush() });
            }

            return choice;
        }

        public override string ReadLine() => throw CannotPrompt();

        public override SecureString ReadLineAsSecureString() => throw CannotPrompt();

        public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions) => throw CannotPrompt();

        public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) => throw CannotPrompt();

        public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName, PSCredentialTypes allowedCredentialTypes, PSCredentialUIOptions options) => throw CannotPrompt();

        private static HostException CannotPrompt() => new("This host can't prompt.");
    }
}
