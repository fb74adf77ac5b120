using System;

namespace AvsFailback;

/// <summary>
/// The thresholds of the readiness rules. The ages of heartbeats are INFERRED: each lies above what was seen in flows that
/// worked (failback-rules §3a), since tighter ones give false alarms.
/// </summary>
public static class ReadinessLimits
{
    /// <summary>How long a configuration server, a process server, a master target or a vCenter (classic) may be silent; up to 17 minutes were seen. INFERRED.</summary>
    public static TimeSpan ClassicHeartbeat { get; } = TimeSpan.FromMinutes(30);

    /// <summary>How long a part of an appliance may be silent; 5 minutes were seen. INFERRED.</summary>
    public static TimeSpan ApplianceHeartbeat { get; } = TimeSpan.FromMinutes(15);

    /// <summary>How long a VM's mobility agent may be silent; 9 minutes were seen. INFERRED.</summary>
    public static TimeSpan AgentHeartbeat { get; } = TimeSpan.FromMinutes(30);

    /// <summary>How long ago an appliance may have discovered its vCenter; 39 minutes were seen. INFERRED.</summary>
    public static TimeSpan Discovery { get; } = TimeSpan.FromMinutes(90);

    /// <summary>How many disks a master target or an appliance takes (failback-rules I07, I14).</summary>
    public static int DisksPerServer { get; } = 60;

    /// <summary>How far a replica may lag: the threshold of the fixed failback policy (failback-rules §4).</summary>
    public static TimeSpan Lag { get; } = TimeSpan.FromMinutes(15);

    /// <summary>How many bytes of a VM may wait for their way to AVS. INFERRED: some minutes' worth of an office line.</summary>
    public static long PendingBytes { get; } = 1L << 30;

    /// <summary>How few days a configuration server's certificate may have left without a warning. INFERRED.</summary>
    public static int CertificateDays { get; } = 30;

    /// <summary>How old an app-consistent point may be: the failback policy makes one every 60 minutes (failback-rules §4); twice that is late.</summary>
    public static TimeSpan AppConsistentPoint { get; } = TimeSpan.FromHours(2);
}
