namespace AvsFailback.Readiness;

/// <summary>What a command would do first for an item.</summary>
internal enum OutlookKind
{
    /// <summary>It asks the service for the action.</summary>
    Acts,

    /// <summary>Nothing: the item is there already.</summary>
    Nothing,

    /// <summary>It follows a job of its own kind that runs already, and asks for nothing.</summary>
    Continues,

    /// <summary>It waits before it asks for anything.</summary>
    Waits,
}

/// <summary>What will really happen to an item, for prompts and <c>-WhatIf</c>.</summary>
/// <param name="Kind">What the command would do first.</param>
/// <param name="Text">A clause that says it, such as "continues with …"; empty where the action itself is next.</param>
/// <param name="Readiness">The readiness of the step that comes first; null where none was looked at.</param>
internal sealed record Outlook(OutlookKind Kind, string Text, FailbackReadiness? Readiness = null)
{
    /// <summary>The action is next, and nothing is in its way.</summary>
    public static Outlook Act(FailbackReadiness? readiness) => new(OutlookKind.Acts, string.Empty, readiness);

    /// <summary>The item is there.</summary>
    public static Outlook Nothing(Transition transition) => new(OutlookKind.Nothing, $"already done: it {transition.Reason}");

    /// <summary>A job of the command's own kind runs.</summary>
    public static Outlook Continue(FailbackJob job) =>
        new(OutlookKind.Continues, $"continues with the job that runs already: {job} (job {job.Name})");

    /// <summary>A job of the command's own kind runs, of which the item tells no more than its kind.</summary>
    public static Outlook Continue(ReplicatedItem item)
    {
        string id = item.RunningJobId is { } job ? $" (job {job.Name})" : string.Empty;
        return new(OutlookKind.Continues, $"continues with the job that runs already: {item.RunningScenario}{id}");
    }

    /// <summary>Something is waited for first.</summary>
    public static Outlook Wait(string what, FailbackReadiness? readiness = null) => new(OutlookKind.Waits, $"waits for {what}", readiness);
}
