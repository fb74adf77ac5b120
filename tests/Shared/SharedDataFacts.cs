using System;

namespace AvsFailback.Testing;

/// <summary>A fact that needs the recordings or the published API; without them it says that it was skipped.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SharedDataFactAttribute : FactAttribute
{
    public SharedDataFactAttribute()
    {
        Skip = SharedData.IsThere ? null : SharedData.WhySkipped;
    }
}

/// <summary>A theory that needs the recordings or the published API; without them it says that it was skipped.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SharedDataTheoryAttribute : TheoryAttribute
{
    public SharedDataTheoryAttribute()
    {
        Skip = SharedData.IsThere ? null : SharedData.WhySkipped;
    }
}
