using Newtonsoft.Json;

namespace AvsFailback.Azure.Wire;

/// <summary>Reads run-as accounts: those of a classic fabric, and the resources of a modernized site (asr-contract §9).</summary>
internal static class RunAsAccountReader
{
    private static readonly FieldMap<AccountFields> Classic = new()
    {
        ["accountId"] = static (ref r, t) => t.Id = r.Text(),
        ["accountName"] = static (ref r, t) => t.Name = r.Text(),
    };

    private static readonly FieldMap<AccountFields> Properties = new()
    {
        ["displayName"] = static (ref r, t) => t.Name = r.Text(),
        ["credentialType"] = static (ref r, t) => t.CredentialType = r.Text(),
    };

    private static readonly FieldMap<AccountFields> Resource = new()
    {
        ["id"] = static (ref r, t) => t.Id = r.Text(),
        ["name"] = static (ref r, t) => t.ResourceName = r.Text(),
        ["properties"] = static (ref r, t) => r.Object(Properties, t),
    };

    public static RunAsAccount? ReadClassic(ref WireReader reader) => Read(ref reader, Classic);

    public static RunAsAccount? ReadResource(ref WireReader reader) => Read(ref reader, Resource);

    private static RunAsAccount? Read(ref WireReader reader, FieldMap<AccountFields> fields)
    {
        var read = new AccountFields();
        return !reader.Object(fields, read) ? null : new RunAsAccount
        {
            Id = read.Id ?? throw new JsonSerializationException("A run-as account without an id."),
            Name = read.Name ?? read.ResourceName ?? read.Id,
            CredentialType = read.CredentialType ?? string.Empty,
        };
    }

    private sealed class AccountFields
    {
        public string? Id;
        public string? Name;
        public string? ResourceName;
        public string? CredentialType;
    }
}
