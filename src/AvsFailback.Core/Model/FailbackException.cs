using System;
using System.Collections.Generic;
using AvsFailback.Runs;

namespace AvsFailback;

/// <summary>What kind of error it is; PowerShell's error categories are derived from it.</summary>
public enum FailbackErrorCategory : long
{
    /// <summary>The input makes no sense.</summary>
    InvalidInput,

    /// <summary>There is no such thing.</summary>
    NotFound,

    /// <summary>The input means several things.</summary>
    Ambiguous,

    /// <summary>The thing isn't in a state for this.</summary>
    InvalidState,

    /// <summary>A check says that it isn't safe.</summary>
    NotReady,

    /// <summary>The service refused, or its job failed.</summary>
    Service,

    /// <summary>Not allowed, or not signed in.</summary>
    Permission,

    /// <summary>The service can't be reached.</summary>
    Connection,

    /// <summary>It took longer than allowed.</summary>
    Timeout,

    /// <summary>This can't be done for such a thing at all.</summary>
    NotSupported,
}

/// <summary>An error that has a stable id, a category and a sentence on what to do next.</summary>
public class FailbackException : Exception
{
    /// <summary>Makes an error.</summary>
    /// <param name="errorId">A stable id, such as <c>NoRecoveryPoint</c>.</param>
    /// <param name="category">The kind.</param>
    /// <param name="message">What is wrong, in one sentence.</param>
    /// <param name="nextStep">What to do next.</param>
    /// <param name="target">What it is about: the user's own input where there is one.</param>
    /// <param name="inner">The cause.</param>
    public FailbackException(string errorId, FailbackErrorCategory category, string message, string nextStep, object? target = null, Exception? inner = null)
        : base(message, inner)
    {
        ErrorId = errorId;
        Category = category;
        NextStep = nextStep;
        Target = target;
    }

    /// <summary>A stable id.</summary>
    public string ErrorId { get; }

    /// <summary>The kind.</summary>
    public FailbackErrorCategory Category { get; }

    /// <summary>What to do next.</summary>
    public string NextStep { get; }

    /// <summary>What it is about.</summary>
    public object? Target { get; init; }

    /// <summary>Whether it is about one of several things that a command was given, so that the others can continue.</summary>
    internal bool IsOfOneInput => this is not ConnectionException { IsAnswered: false } and not ServiceException { Status: 401 };

    /// <summary>The service's errors behind it, word for word; the most specific first.</summary>
    public IReadOnlyList<JobError> ServiceErrors { get; init; } = [];

    /// <summary>The job that it happened in; null if none.</summary>
    public FailbackJob? Job { get; init; }
}

/// <summary>Azure Resource Manager or Site Recovery refused a request.</summary>
public sealed class ServiceException : FailbackException
{
    /// <summary>Makes an error.</summary>
    /// <param name="status">The HTTP status.</param>
    /// <param name="code">The service's code.</param>
    /// <param name="message">The service's message.</param>
    /// <param name="nextStep">What to do next.</param>
    public ServiceException(int status, string code, string message, string nextStep)
        : base(
            status is 401 or 403 ? "AccessDenied" : status == 404 ? "NotFoundInVault" : "ServiceRefused",
            status is 401 or 403 ? FailbackErrorCategory.Permission : status == 404 ? FailbackErrorCategory.NotFound : FailbackErrorCategory.Service,
            message,
            nextStep)
    {
        Status = status;
        Code = code;
    }

    /// <summary>The HTTP status.</summary>
    public int Status { get; }

    /// <summary>The service's code.</summary>
    public string Code { get; }
}

/// <summary>The service can't be reached; what was asked has had no effect.</summary>
public sealed class ConnectionException : FailbackException
{
    /// <summary>Makes an error.</summary>
    /// <param name="message">What happened.</param>
    /// <param name="inner">The cause.</param>
    public ConnectionException(string message, Exception? inner)
        : base("ConnectionLost", FailbackErrorCategory.Connection, message, "Check the network and the endpoint, then rerun the command; one that acts resumes from what the vault shows. Jobs that run in Azure continue meanwhile: Get-AvsJob.", null, inner)
    {
    }

    internal ConnectionException(string message, string nextStep, Exception? inner)
        : base("ConnectionLost", FailbackErrorCategory.Connection, message, nextStep, null, inner)
    {
    }

    /// <summary>Whether the service did answer, though not with anything usable (5xx, a cut body): it may answer for others.</summary>
    internal bool IsAnswered { get; init; }
}

/// <summary>
/// A request that acts was sent and its answer lost (5xx, reset, timeout): it may or may not have had its effect. The
/// engine decides which from the vault (design §4); it never sends again blindly.
/// </summary>
public sealed class LostAnswerException : FailbackException
{
    /// <summary>Makes an error.</summary>
    /// <param name="clientRequestId">The id that the request carried; the job's activity id begins with it.</param>
    /// <param name="message">What happened.</param>
    /// <param name="inner">The cause.</param>
    public LostAnswerException(string clientRequestId, string message, Exception? inner)
        : base("AnswerLost", FailbackErrorCategory.Connection, message, "Rerun the command: it looks in the vault whether the request had its effect before it sends another.", null, inner)
    {
        ClientRequestId = clientRequestId;
    }

    /// <summary>The id that the request carried.</summary>
    public string ClientRequestId { get; }
}
