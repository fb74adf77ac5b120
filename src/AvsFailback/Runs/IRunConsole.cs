using System;
using System.Management.Automation;
using System.Threading.Tasks;

namespace AvsFailback.Runs;

/// <summary>What a run talks to: the pipeline of its cmdlet, or the streams of its job.</summary>
internal interface IRunConsole
{
    /// <summary>Whether it still takes what is written once the run was stopped.</summary>
    bool OutlivesStop { get; }

    /// <summary>Gives out an object.</summary>
    Task WriteAsync(object output);

    /// <summary>Tells an error that doesn't end the run.</summary>
    Task WriteErrorAsync(Exception error, object? target);

    /// <summary>Tells a warning.</summary>
    void Warn(string text);

    /// <summary>Tells a detail.</summary>
    void Verbose(string text);

    /// <summary>Shows progress.</summary>
    void Show(ProgressRecord record);

    /// <summary>Asks the user a question that only a yes answers.</summary>
    /// <param name="query">The question.</param>
    /// <param name="caption">What it is about.</param>
    /// <param name="isOneOfMany">Whether more such questions follow, so that one answer may be for all.</param>
    Task<bool> AskAsync(string query, string caption, bool isOneOfMany);
}
