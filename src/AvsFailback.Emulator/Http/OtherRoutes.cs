using System;
using System.Collections.Generic;
using System.Linq;
using AvsFailback.Emulator.State;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.Http;

/// <summary>Run-as accounts, locks and permissions at any scope, and any other resource that the snapshot brought.</summary>
internal sealed class OtherRoutes(Vault vault) : IRoutes
{
    /// <summary>The operations whose paths begin with any scope, so that no table of routes has them.</summary>
    public static IReadOnlyList<string> AtAnyScope { get; } = ["GetResource", "ListLocks", "ListPermissions"];

    private const string LocksEnd = "/providers/Microsoft.Authorization/locks";
    private const string PermissionsEnd = "/providers/Microsoft.Authorization/permissions";

    // Types of which a missing one is "not found"; a GET of any other type is refused by name.
    private static readonly HashSet<string> KnownTypes = new(StringComparer.OrdinalIgnoreCase)
    {
        ResourceTypes.RunAsAccount, ResourceTypes.Lock, "Microsoft.AVS/privateClouds", "Microsoft.Network/connections", "Microsoft.OffAzure/VMwareSites",
    };

    public void AddTo(RouteTable table) => table.Add("GET", RouteTable.Group + "/providers/Microsoft.OffAzure/VMwareSites/{site}/runAsAccounts", "ListRunAsAccounts",
        context => Lists.Page(context, vault.Store.Under(ResourceTypes.RunAsAccount, context.Scope(8)).ToList(), r => r.Full(context.Now), nullLink: false));

    /// <summary>Routes whose beginning is any scope; they are looked at when no other fits.</summary>
    public (string Operation, Func<RequestContext, EmulatedResponse> Answer)? Find(EmulatedRequest request)
    {
        if (request.Method != "GET")
        {
            return null;
        }

        string path = request.Path.TrimEnd('/');
        if (path.EndsWith(LocksEnd, StringComparison.OrdinalIgnoreCase))
        {
            string scope = path.Substring(0, path.Length - LocksEnd.Length);
            return ("ListLocks", context => Lists.Page(context, Locks.At(vault.Store, scope).ToList(), l => l.Full(context.Now), nullLink: false));
        }

        if (path.EndsWith(PermissionsEnd, StringComparison.OrdinalIgnoreCase))
        {
            return ("ListPermissions", _ => EmulatedResponse.Ok(new JObject { ["value"] = (vault.Permissions ?? Everything()).DeepClone() }));
        }

        if (vault.Store.Find(path) is { } found)
        {
            return ("GetResource", context => EmulatedResponse.Ok(found.Full(context.Now)));
        }

        string? type = ArmPath.TypeOf(path);
        bool named = type is not null && path.Substring(path.LastIndexOf("/providers/", StringComparison.OrdinalIgnoreCase) + 11).Split('/').Length % 2 == 1;
        return named && (KnownTypes.Contains(type!) || vault.Store.OfType(type!).Count > 0)
            ? ("GetResource", _ => throw ArmException.ResourceNotFound(type!, ArmPath.Name(path), ArmPath.After(path, "resourceGroups")))
            : null;
    }

    private static JArray Everything() =>
    [
        new JObject { ["actions"] = Json.Array(["*"]), ["notActions"] = new JArray(), ["dataActions"] = new JArray(), ["notDataActions"] = new JArray() },
    ];
}
