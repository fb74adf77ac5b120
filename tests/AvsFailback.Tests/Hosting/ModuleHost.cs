using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Threading;
using AvsFailback.Testing;

namespace AvsFailback.Tests.Hosting;

/// <summary>
/// A PowerShell session with the built module imported from the repository root, as a user has it. Variables live from
/// one <see cref="Invoke"/> to the next. The engine has PowerShell's core commands only (<c>Where-Object</c>,
/// <c>ForEach-Object</c>, <c>Out-Host</c>, …) and <c>Select-First</c>.
/// </summary>
/// <example>
/// <code>
/// using var host = new ModuleHost();
/// host.Answer("Yes");
/// Invocation run = host.Invoke("param($name) Start-AvsFailback $name", new { name = "sql01" });
/// Assert.Contains("sql01", Assert.Single(run.Prompts).Message);
/// </code>
/// </example>
public sealed class ModuleHost : IDisposable
{
    private readonly RecordingHost _host;
    private readonly Runspace _runspace;

    /// <summary>What is held against the published API when the session ends.</summary>
    private readonly TranscriptCheck? _transcripts;

    /// <summary>Opens a session.</summary>
    /// <param name="canPrompt">False for a host as in a runbook, where every prompt is an error.</param>
    public ModuleHost(bool canPrompt = true)
        : this(canPrompt, Transcripts.OfThisRun)
    {
    }

    /// <summary>Opens a session that checks other transcripts when it ends.</summary>
    internal ModuleHost(bool canPrompt, TranscriptCheck? transcripts)
    {
        _transcripts = transcripts;
        _host = new RecordingHost(canPrompt);
        var state = InitialSessionState.CreateDefault2();
        state.Commands.Add(new SessionStateCmdletEntry("Select-First", typeof(SelectFirstCommand), null));
        if (OperatingSystem.IsWindows())
        {
            state.ExecutionPolicy = Microsoft.PowerShell.ExecutionPolicy.Bypass;
        }

        _runspace = RunspaceFactory.CreateRunspace(_host, state);
        _runspace.Open();
        Invoke("param($manifest) Import-Module $manifest", new { manifest = Manifest }).Succeeded();
    }

    /// <summary>The manifest of the built module.</summary>
    public static string Manifest { get; } = Path.Combine(SharedData.RepositoryRoot, "AvsFailback.psd1");

    /// <summary>Queues answers to prompts, by label: <c>Yes</c>, <c>Yes to All</c>, <c>No</c>, <c>No to All</c>. A prompt without one is an error.</summary>
    public void Answer(params string[] labels)
    {
        foreach (string label in labels)
        {
            _host.Answers.Enqueue(label);
        }
    }

    /// <summary>Runs a script.</summary>
    /// <param name="script">The script; with <c>param(…)</c> if it takes values.</param>
    /// <param name="parameters">Its values: a dictionary, or an object whose properties they are.</param>
    /// <param name="stop">Stops it as Ctrl+C does.</param>
    public Invocation Invoke(string script, object? parameters = null, CancellationToken stop = default)
    {
        using var shell = PowerShell.Create(_runspace);
        shell.AddScript(script, useLocalScope: false).AddParameters(ToDictionary(parameters));
        var output = new PSDataCollection<PSObject>();
        ErrorRecord? terminating = null;
        using (stop.Register(() => shell.BeginStop(null, null)))
        {
            try
            {
                shell.Invoke(null, output);
            }
            catch (PipelineStoppedException)
            {
                // The state tells it below, whether or not the engine throws.
            }
            catch (RuntimeException e)
            {
                terminating = e.ErrorRecord;
            }
        }

        PSDataStreams streams = shell.Streams;
        return new Invocation
        {
            Output = [.. output],
            Errors = [.. streams.Error],
            Terminating = terminating,
            WasStopped = shell.InvocationStateInfo.State is PSInvocationState.Stopping or PSInvocationState.Stopped,
            Warnings = [.. streams.Warning.Select(r => r.Message)],
            Verbose = [.. streams.Verbose.Select(r => r.Message)],
            Debug = [.. streams.Debug.Select(r => r.Message)],
            Information = [.. streams.Information.Select(r => r.ToString())],
            Progress = [.. streams.Progress],
            Prompts = _host.TakePrompts(),
        };
    }

    /// <summary>What was written to the screen since the last call: what <c>-WhatIf</c> and a stopped cmdlet say, say.</summary>
    public string Screen() => _host.TakeText();

    /// <summary>Runs a script and returns what the user sees of its output, on a screen of 120 columns.</summary>
    public string Format(string script, object? parameters = null)
    {
        _host.TakeText();
        Invocation run = Invoke(script, parameters).Succeeded();
        Invoke("param($objects) $objects | Out-Host", new { objects = run.Output }).Succeeded();
        return _host.TakeText();
    }

    /// <summary>Ends the session. A test fails here where anything that an emulator was asked or answered isn't as published.</summary>
    public void Dispose()
    {
        _runspace.Dispose();
        _transcripts?.CheckNew().Verify();
    }

    private static IDictionary ToDictionary(object? parameters) =>
        parameters as IDictionary
        ?? parameters?.GetType().GetProperties().ToDictionary(p => p.Name, p => p.GetValue(parameters))
        ?? new Dictionary<string, object?>();
}
