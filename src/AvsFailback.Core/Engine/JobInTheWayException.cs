namespace AvsFailback.Engine;

/// <summary>A job that another has just begun runs on what an action was for: a run that may wait looks again instead.</summary>
internal sealed class JobInTheWayException(string name) : FailbackException("JobInTheWay", FailbackErrorCategory.InvalidState, $"Another job has just begun on {name}.", "Wait for it: Get-AvsJob.", name);
