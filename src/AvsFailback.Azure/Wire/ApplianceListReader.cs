using System;
using System.Collections.Generic;
using System.Linq;

namespace AvsFailback.Azure.Wire;

/// <summary>Reads the vault's list of appliances: each entry holds those of one provider (asr-contract §9).</summary>
internal static class ApplianceListReader
{
    private static readonly FieldMap<EntryFields> Details = new()
    {
        ["appliances"] = static (ref r, t) => t.Appliances = r.List(ReadAppliance),
    };

    private static readonly FieldMap<EntryFields> Properties = new()
    {
        ["providerSpecificDetails"] = static (ref r, t) => r.Object(Details, t),
    };

    private static readonly FieldMap<EntryFields> Entry = new()
    {
        ["properties"] = static (ref r, t) => r.Object(Properties, t),
    };

    private static readonly FieldMap<ApplianceFields> Appliance = new()
    {
        ["id"] = static (ref r, t) => t.Id = r.Text(),
        ["name"] = static (ref r, t) => t.Name = r.Text(),
        ["fabricArmId"] = static (ref r, t) => t.FabricId = r.Id(),
        ["processServer"] = static (ref r, t) => t.Add(ServerFields.Read(ref r, ApplianceParts.ProcessServer)),
        ["rcmProxy"] = static (ref r, t) => t.Add(ServerFields.Read(ref r, ApplianceParts.Proxy)),
        ["pushInstaller"] = static (ref r, t) => t.Add(ServerFields.Read(ref r, ApplianceParts.PushInstaller)),
        ["replicationAgent"] = static (ref r, t) => t.Add(ServerFields.Read(ref r, ApplianceParts.ReplicationAgent)),
        ["reprotectAgent"] = static (ref r, t) => t.Add(ServerFields.Read(ref r, ApplianceParts.ReprotectAgent)),
        ["marsAgent"] = static (ref r, t) => t.Add(ServerFields.Read(ref r, ApplianceParts.RecoveryServicesAgent)),
        ["dra"] = static (ref r, t) => t.Add(ServerFields.Read(ref r, ApplianceParts.SiteRecoveryProvider)),
    };

    public static Page<ReplicationAppliance> Read(ref WireReader reader, ReadContext context, Action<string> unreadable)
    {
        Page<EntryFields> page = PageReader.Read(ref reader, ReadEntry, unreadable);
        return new Page<ReplicationAppliance>([.. page.Items.SelectMany(static e => e.Appliances).Select(a => Build(a, context))], page.Continuation);
    }

    private static ReplicationAppliance Build(ApplianceFields read, ReadContext context) =>
        ApplianceParts.Build(read.Id ?? string.Empty, string.IsNullOrEmpty(read.Name) ? null : read.Name, read.Parts, context) with
        {
            FabricId = read.FabricId,
            FabricName = read.FabricId?.Name ?? string.Empty,
        };

    private static EntryFields? ReadEntry(ref WireReader reader)
    {
        var read = new EntryFields();
        return reader.Object(Entry, read) ? read : null;
    }

    private static ApplianceFields? ReadAppliance(ref WireReader reader)
    {
        var read = new ApplianceFields();
        return reader.Object(Appliance, read) ? read : null;
    }

    private sealed class EntryFields
    {
        public IReadOnlyList<ApplianceFields> Appliances = [];
    }

    private sealed class ApplianceFields
    {
        public readonly List<ServerFields> Parts = [];
        public string? Id;
        public string? Name;
        public ArmId? FabricId;

        public void Add(ServerFields? part)
        {
            if (part is not null)
            {
                Parts.Add(part);
            }
        }
    }
}
