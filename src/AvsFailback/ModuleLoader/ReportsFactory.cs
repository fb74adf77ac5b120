using System;

namespace AvsFailback.ModuleLoading;

/// <summary>The one way from the cmdlets to <c>AvsFailback.Reports</c>; loads it on first use.</summary>
internal static class ReportsFactory
{
    /// <summary>Makes the part that keeps journals and writes reports.</summary>
    /// <exception cref="FailbackException">The module is incomplete.</exception>
    internal static IRunReports CreateReports()
    {
        Type type = DependencyLoader.GetType("AvsFailback.Reports", "AvsFailback.Reports.RunReports");
        return DependencyLoader.Make<IRunReports>(() => Activator.CreateInstance(type));
    }
}
