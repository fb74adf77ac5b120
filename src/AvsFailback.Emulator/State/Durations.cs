using System;
using System.Collections.Generic;
using System.Linq;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.State;

/// <summary>How long things take, in emulated seconds. Lengths that were seen have their source; the others are INFERRED.</summary>
internal sealed class Durations
{
    /// <summary>From the POST until the job shows its tasks (a NotStarted job was seen, P17:V2ATestJob; the length is INFERRED).</summary>
    public double Pickup { get; set; } = 2;

    public double Failover { get; set; }

    public double ReprotectToAvs { get; set; }

    /// <summary>The first copy after a reprotect, from the job's end to Protected.</summary>
    public double FirstCopyToAvs { get; set; }

    /// <summary>From Protected to the first recovery point.</summary>
    public double FirstPoint { get; set; }

    public double Failback { get; set; }

    public double Commit { get; set; }

    public double Cancel { get; set; }

    public double ReprotectToAzure { get; set; }

    public double FirstCopyToAzure { get; set; }

    /// <summary>From the first copy's end to Protected ("Waiting for first recovery point").</summary>
    public double FirstPointToAzure { get; set; }

    /// <summary>
    /// From the boot after a failover until the mobility agent has registered: 15 min are the documented upper bound (D:avs-tutorial-failback), a reprotect 10 min after its
    /// failover was accepted (CLI). That 5 min are usual is INFERRED.
    /// </summary>
    public double AgentRegistration { get; set; } = 300;

    /// <summary>From the AVS VM's boot until VMware Tools answer. INFERRED.</summary>
    public double ToolsStart { get; set; } = 240;

    /// <summary>Starting or stopping an Azure VM by Compute's own actions. INFERRED.</summary>
    public double VmPower { get; set; } = 30;

    /// <summary>From "Cancelling" to "Cancelled". INFERRED.</summary>
    public double JobCancel { get; set; } = 10;

    /// <summary>Refreshing the vault's health (CLIv: about a second).</summary>
    public double HealthRefresh { get; set; } = 1;

    public static Durations Classic() => new()
    {
        Failover = 136,         // P17:V2AFailoverJob, 10:47:12 to 10:49:28
        ReprotectToAvs = 720,   // as the modernized one (CLI); INFERRED for classic
        FirstCopyToAvs = 1200,  // as the modernized one (CLI); INFERRED for classic
        FirstPoint = 300,       // a crash-consistent point every 5 min (rules V05)
        Failback = 215,         // P21:V2ATestFailback, 12:02:36 to 12:06:11
        Commit = 111,           // the commit of a failback (P21:V2ATestFailback, 12:06:12 to 12:08:03); the forward one took 2 s (P17)
        Cancel = 60,            // INFERRED: the job fails in its preflight anyway
        ReprotectToAzure = 129, // P21:V2ATestReprotect, 15:14:24 to 15:16:33
        FirstCopyToAzure = 1200,
        FirstPointToAzure = 300,
    };

    public static Durations Modernized() => new()
    {
        Failover = 660,         // contract §2: up to 11 min
        ReprotectToAvs = 730,   // CLI: 12 min
        FirstCopyToAvs = 1200,  // CLI: 20 min to Protected
        FirstPoint = 300,
        Failback = 1260,        // P21: 21 min
        Commit = 60,            // INFERRED
        Cancel = 300,           // P21: another failback was accepted 8 min after the cancel
        ReprotectToAzure = 720, // INFERRED
        FirstCopyToAzure = 1200,
        FirstPointToAzure = 300,
    };

    public Durations Copy() => (Durations)MemberwiseClone();

    /// <summary>Takes over the values a snapshot gives; a name that is none is refused.</summary>
    public void Apply(JObject given, string where)
    {
        Dictionary<string, System.Reflection.PropertyInfo> known = typeof(Durations).GetProperties()
            .Where(p => p.PropertyType == typeof(double)).ToDictionary(p => p.Name, StringComparer.OrdinalIgnoreCase);
        foreach (JProperty property in given.Properties())
        {
            if (!known.TryGetValue(property.Name, out System.Reflection.PropertyInfo? target)
                || property.Value.Type is not (JTokenType.Integer or JTokenType.Float) || (double)property.Value < 0)
            {
                throw new FormatException($"{where}.{property.Name} isn't a duration in seconds; known are {string.Join(", ", known.Keys)}.");
            }

            target.SetValue(this, (double)property.Value);
        }
    }
}
