namespace AvsFailback.Readiness;

/// <summary>Which rules hold before which action.</summary>
internal static class ReadinessSteps
{
    /// <summary>The step whose rules hold for the action; null for those that have none of their own.</summary>
    public static ReadinessStep? Of(FailbackAction action) => action switch
    {
        FailbackAction.FailBack => ReadinessStep.Failback,
        FailbackAction.Commit => ReadinessStep.Commit,
        FailbackAction.ReprotectToAvs or FailbackAction.ReprotectToAzure => ReadinessStep.Reprotection,
        _ => null,
    };
}
