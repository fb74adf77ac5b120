using System;
using Newtonsoft.Json;

namespace AvsFailback.Azure.Wire;

/// <summary>Reads the mapping of a protection container to a policy.</summary>
internal static class ContainerMappingReader
{
    // What stands where an id would, when the other side is Azure (asr-contract §1).
    private const string Azure = "Microsoft Azure";

    private static readonly FieldMap<MappingFields> Properties = new()
    {
        ["policyId"] = static (ref r, t) => t.PolicyId = r.Id(),
        ["targetProtectionContainerId"] = static (ref r, t) => t.Target = r.Text(),
        ["state"] = static (ref r, t) => t.State = r.Text(),
    };

    private static readonly FieldMap<MappingFields> Resource = new()
    {
        ["id"] = static (ref r, t) => t.Id = r.Id(),
        ["properties"] = static (ref r, t) => r.Object(Properties, t),
    };

    public static ContainerMapping? Read(ref WireReader reader)
    {
        var read = new MappingFields();
        return !reader.Object(Resource, read) ? null : new ContainerMapping
        {
            Id = read.Id ?? throw new JsonSerializationException("A container mapping without an id."),
            PolicyId = read.PolicyId,
            LeadsToAzure = string.Equals(read.Target, Azure, StringComparison.OrdinalIgnoreCase),
            State = read.State ?? string.Empty,
        };
    }

    private sealed class MappingFields
    {
        public ArmId? Id;
        public ArmId? PolicyId;
        public string? Target;
        public string? State;
    }
}
