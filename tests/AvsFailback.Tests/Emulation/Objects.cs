using System.Collections.Generic;
using System.Linq;
using AvsFailback.Tests.Hosting;

namespace AvsFailback.Tests.Emulation;

/// <summary>The module's own objects, whose types these tests can't name: the module must be loaded as a user has it.</summary>
internal static class Objects
{
    public static IReadOnlyList<dynamic> Of(Invocation run, string type) => [.. run.Output.Select(o =>
    {
        Assert.Equal("AvsFailback." + type, o.BaseObject.GetType().FullName);
        return (dynamic)o.BaseObject;
    })];

    /// <summary>Members of one object as text, with bars between.</summary>
    public static string Show(dynamic thing, params string[] members) =>
        string.Join('|', members.Select(m => (object?)((object)thing).GetType().GetProperty(m)!.GetValue(thing)));
}
