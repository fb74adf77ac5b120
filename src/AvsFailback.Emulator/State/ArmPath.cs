using System;

namespace AvsFailback.Emulator.State;

/// <summary>What can be read off an ARM id; ids are compared without case (contract §1).</summary>
internal static class ArmPath
{
    public static string Name(string id) => id.Substring(id.TrimEnd('/').LastIndexOf('/') + 1).TrimEnd('/');

    public static bool Same(string? a, string? b) => string.Equals(a?.TrimEnd('/'), b?.TrimEnd('/'), StringComparison.OrdinalIgnoreCase);

    public static bool IsUnder(string id, string scope) =>
        Same(id, scope) || id.StartsWith(scope.TrimEnd('/') + "/", StringComparison.OrdinalIgnoreCase);

    /// <summary>The id above: without its last type and name.</summary>
    public static string Parent(string id)
    {
        int name = id.LastIndexOf('/');
        int type = name <= 0 ? -1 : id.LastIndexOf('/', name - 1);
        return type <= 0 ? string.Empty : id.Substring(0, type);
    }

    /// <summary>The segment that follows <paramref name="segment"/>, such as the name after "resourceGroups".</summary>
    public static string? After(string id, string segment)
    {
        string[] parts = id.Split('/');
        for (int i = 0; i + 1 < parts.Length; i++)
        {
            if (string.Equals(parts[i], segment, StringComparison.OrdinalIgnoreCase))
            {
                return parts[i + 1];
            }
        }

        return null;
    }

    /// <summary>"Microsoft.Compute/virtualMachines" of an id; null where there is no provider in it.</summary>
    public static string? TypeOf(string id)
    {
        int at = id.LastIndexOf("/providers/", StringComparison.OrdinalIgnoreCase);
        if (at < 0)
        {
            return null;
        }

        string[] parts = id.Substring(at + "/providers/".Length).Split('/');
        if (parts.Length < 3)
        {
            return null;
        }

        string type = parts[0];
        for (int i = 1; i < parts.Length; i += 2)
        {
            type += "/" + parts[i];
        }

        return type;
    }
}
