using System;
using System.IO;
using System.Text.Json.Nodes;
using System.Threading;
using AvsFailback.Tests.Hosting;

namespace AvsFailback.Tests.Cmdlets;

/// <summary>
/// Snapshots of the built-in vault, each brought one step on by the cmdlets from the one before, once in a test run. Six VMs go
/// all the way: sql01, lin01, db01 (classic), app01, lin02, api01 (modernized). web01, which gets no recovery point, and app02,
/// whose health is critical, stay reprotected.
/// </summary>
internal static class Stages
{
    /// <summary>The six VMs that can go all the way, as PowerShell takes a list.</summary>
    public const string Six = "sql01, lin01, db01, app01, lin02, api01";

    private static readonly Lazy<DirectoryInfo> Folder = new(NewFolder);

    private static readonly Lazy<string> LazyReady = Lazily(() => null, nameof(Ready), vault => vault.Run("""
        Enable-AvsReprotection sql01, web01, app01, app02, lin02, api01 -ProcessServer CONTOSO-PS-AZ -RetentionVolume R
        Enable-AvsReprotection lin01, db01 -ProcessServer CONTOSO-PS-AZ
        Step-AvsEmulator 3:30:00
        """));

    private static readonly Lazy<string> LazyFailedBack = Lazily(() => Ready, nameof(FailedBack), vault => vault.Run($"Start-AvsFailback {Six} -Wait -Confirm:$false"));

    private static readonly Lazy<string> LazyCommitted = Lazily(() => FailedBack, nameof(Committed), vault => vault.Run($"Complete-AvsFailback {Six} -Wait -Confirm:$false"));

    private static readonly Lazy<string> LazyProtected = Lazily(() => Committed, nameof(Protected), vault => vault.Run($"Enable-AvsReprotection {Six} -ProcessServer CONTOSO-CS01 -Wait"));

    private static readonly Lazy<string> LazyFailedOver = Lazily(() => Protected, nameof(FailedOver), vault =>
    {
        vault.Post("sql01", "unplannedFailover", new { failoverDirection = "PrimaryToRecovery", sourceSiteOperations = "NotRequired", providerSpecificDetails = new { instanceType = "InMageAzureV2" } });
        vault.Post("app01", "unplannedFailover", new { failoverDirection = "PrimaryToRecovery", sourceSiteOperations = "NotRequired", providerSpecificDetails = new { instanceType = "InMageRcm", performShutdown = "true" } });
        return vault.Run("Step-AvsEmulator 1:00:00");
    });

    /// <summary>All are reprotected to AVS, three hours ago; web01 still has no recovery point.</summary>
    public static string Ready => LazyReady.Value;

    /// <summary>The six have been failed back, not committed.</summary>
    public static string FailedBack => LazyFailedBack.Value;

    /// <summary>The six have just been committed; their agents haven't registered yet.</summary>
    public static string Committed => LazyCommitted.Value;

    /// <summary>The six are protected again.</summary>
    public static string Protected => LazyProtected.Value;

    /// <summary>sql01 and app01 have been failed over to Azure, not committed; the other four are protected.</summary>
    public static string FailedOver => LazyFailedOver.Value;

    /// <summary>A snapshot that differs from another one.</summary>
    public static string Edit(string snapshot, Action<JsonNode> edit)
    {
        JsonNode root = JsonNode.Parse(File.ReadAllText(snapshot))!;
        edit(root);
        return Save(root.ToJsonString());
    }

    /// <summary>A snapshot in whose text something is replaced throughout.</summary>
    public static string Replace(string snapshot, string old, string by) => Save(File.ReadAllText(snapshot).Replace(old, by, StringComparison.Ordinal));

    /// <summary>A new file with a text, gone when the tests end.</summary>
    public static string Save(string text)
    {
        string path = NewFile();
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>The path of a new file, gone when the tests end.</summary>
    public static string NewFile() => Path.Combine(Folder.Value.FullName, Guid.NewGuid().ToString("N") + ".json");

    private static Lazy<string> Lazily(Func<string?> from, string name, Func<EmulatedVault, Invocation> bring) => new(
        () =>
        {
            using var vault = new EmulatedVault(from());
            bring(vault).Succeeded();
            string path = Path.Combine(Folder.Value.FullName, name + ".json");
            vault.Run("param($path) Export-AvsVaultSnapshot $path", new { path }).Succeeded();
            return path;
        },
        LazyThreadSafetyMode.ExecutionAndPublication);

    private static DirectoryInfo NewFolder()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("avsfailback-");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Delete(recursive: true);
        return folder;
    }
}
