namespace AvsFailback.Readiness;

/// <summary>What a read of the surroundings gave, or why it gave nothing: a rule then says that it doesn't know.</summary>
/// <typeparam name="T">What was read.</typeparam>
/// <param name="Value">What was read; null if it couldn't be.</param>
/// <param name="Problem">Why it couldn't be read; empty if it was.</param>
internal sealed record Answer<T>(T? Value, string Problem)
    where T : class
{
    /// <summary>Nothing was read, since nothing was asked.</summary>
    public static Answer<T> NotAsked { get; } = new(null, "it wasn't read");
}
