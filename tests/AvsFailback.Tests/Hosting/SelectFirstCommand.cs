using System;
using System.Management.Automation;
using System.Reflection;

namespace AvsFailback.Tests.Hosting;

/// <summary>
/// Ends the pipeline after the first objects as <c>Select-Object -First</c> does. That one lives in PowerShell's utility
/// module, which the engine's package doesn't bring.
/// </summary>
[Cmdlet(VerbsCommon.Select, "First")]
public sealed class SelectFirstCommand : PSCmdlet
{
    private int _seen;

    /// <summary>How many objects to let through; at least 1.</summary>
    [Parameter(Position = 0)]
    public int Count { get; set; } = 1;

    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    protected override void ProcessRecord()
    {
        WriteObject(InputObject);
        if (++_seen == Count)
        {
            // The exception of the real cmdlet, which is not public.
            Type type = typeof(PSCmdlet).Assembly.GetType("System.Management.Automation.StopUpstreamCommandsException", throwOnError: true)!;
            throw (Exception)Activator.CreateInstance(type, BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic, null, [this], null)!;
        }
    }
}
