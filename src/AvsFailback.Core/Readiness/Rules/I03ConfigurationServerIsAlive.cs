namespace AvsFailback.Readiness.Rules;

/// <summary>
/// The configuration server gave a sign of life lately, and its certificate holds. That its services "run" proves nothing, and
/// a version that isn't supported was seen in flows that worked (asr-contract §9; recordings).
/// </summary>
internal sealed class I03ConfigurationServerIsAlive() : FabricRule("I03", "The configuration server is connected", ReplicationArchitecture.Classic)
{
    protected override bool TellsMissingFabric => true;

    protected override string Subject(ReadinessFacts facts, VaultEvidence vault) => string.Empty;

    protected override ReadinessCheck Look(ReadinessFacts facts, VaultEvidence vault, ReplicationFabric fabric)
    {
        const string Restore = "Start the configuration server, or restore it with the same IP address.";
        if (fabric.HeartbeatAge is not { } age)
        {
            return NotKnown(facts, $"no heartbeat of {fabric.Name} is reported", Restore);
        }

        if (Silence(fabric.Name, age, ReadinessLimits.ClassicHeartbeat) is { } silence)
        {
            return Blocks(facts, silence, Restore);
        }

        string version = fabric.VersionStatus.Length == 0 ? string.Empty : $", version {fabric.VersionStatus}";
        string evidence = $"{fabric.Name}, heartbeat {Words.Span(age)} ago{version}";
        return fabric.CertificateDaysLeft switch
        {
            <= 0 => Blocks(facts, $"the certificate of {fabric.Name} has expired", "Renew the configuration server's certificate: cspsconfigtool.exe, then the portal."),
            { } days when days < ReadinessLimits.CertificateDays => Warns(facts, $"{evidence}; its certificate expires in {days} days", "Renew the configuration server's certificate soon: cspsconfigtool.exe, then the portal."),
            _ => Passed(facts, evidence),
        };
    }
}
