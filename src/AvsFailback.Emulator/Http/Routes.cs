using System;
using System.Collections.Generic;
using System.Linq;

namespace AvsFailback.Emulator.Http;

/// <summary>A path with names in braces, the operation it stands for, and who answers it.</summary>
internal sealed record Route(string Method, string[] Template, string Operation, Func<RequestContext, EmulatedResponse> Answer);

/// <summary>Finds the route of a request; literal segments are compared without case.</summary>
internal sealed class RouteTable
{
    public const string Subscription = "subscriptions/{subscription}";
    public const string Group = Subscription + "/resourceGroups/{group}";
    public const string Vault = Group + "/providers/Microsoft.RecoveryServices/vaults/{vault}";
    public const string Fabric = Vault + "/replicationFabrics/{fabric}";
    public const string Container = Fabric + "/replicationProtectionContainers/{container}";
    public const string Item = Container + "/replicationProtectedItems/{item}";

    public const string Plan = Vault + "/replicationRecoveryPlans/{plan}";

    private readonly Dictionary<(string, int), List<Route>> _routes = [];

    public IEnumerable<Route> All => _routes.Values.SelectMany(r => r);

    public void Add(string method, string template, string operation, Func<RequestContext, EmulatedResponse> answer)
    {
        string[] segments = template.Split('/');
        (string, int) key = (method, segments.Length);
        if (!_routes.TryGetValue(key, out List<Route>? routes))
        {
            _routes.Add(key, routes = []);
        }

        routes.Add(new Route(method, segments, operation, answer));
    }

    public (Route? Route, Dictionary<string, string> Values) Find(string method, string[] segments)
    {
        if (_routes.TryGetValue((method, segments.Length), out List<Route>? routes))
        {
            foreach (Route route in routes)
            {
                if (Fits(route.Template, segments))
                {
                    return (route, Values(route.Template, segments));
                }
            }
        }

        return (null, []);
    }

    public bool KnowsPath(string[] segments) => All.Any(r => r.Template.Length == segments.Length && Fits(r.Template, segments));

    private static bool Fits(string[] template, string[] segments)
    {
        // The ends differ most.
        for (int i = template.Length - 1; i >= 0; i--)
        {
            if (template[i][0] != '{' && !string.Equals(template[i], segments[i], StringComparison.OrdinalIgnoreCase))
            {
                return false;
            }
        }

        return true;
    }

    private static Dictionary<string, string> Values(string[] template, string[] segments)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        for (int i = 0; i < template.Length; i++)
        {
            if (template[i][0] == '{')
            {
                values[template[i].Substring(1, template[i].Length - 2)] = segments[i];
            }
        }

        return values;
    }
}
