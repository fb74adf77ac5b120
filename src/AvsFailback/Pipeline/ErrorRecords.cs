using System;
using System.Collections.Generic;
using System.Management.Automation;
using System.Text;

namespace AvsFailback.Pipeline;

/// <summary>The one place where exceptions become PowerShell's error records.</summary>
internal static class ErrorRecords
{
    /// <summary>The record of an error: its stable id, its category, the user's input, the service's words and what to do next.</summary>
    /// <param name="error">The error.</param>
    /// <param name="target">The user's input where the error doesn't carry it.</param>
    public static ErrorRecord From(Exception error, object? target)
    {
        if (error is not FailbackException failure)
        {
            return new ErrorRecord(error, "Unexpected", ErrorCategory.NotSpecified, target);
        }

        return new ErrorRecord(error, failure.ErrorId, CategoryOf(failure.Category), failure.Target ?? target)
        {
            // What to do next stands in the text: PowerShell 5.1 doesn't show a RecommendedAction, and 7 would show it twice.
            ErrorDetails = new ErrorDetails(Text(failure)),
        };
    }

    private static string Text(FailbackException failure)
    {
        var text = new StringBuilder(failure.Message);
        var said = new HashSet<string>(StringComparer.Ordinal) { failure.Message };
        foreach (JobError error in failure.ServiceErrors)
        {
            if (!failure.Message.Contains(error.Message))
            {
                Line(text, said, $"{error}");
            }
            else if (!failure.Message.Contains(error.Code))
            {
                Line(text, said, error.Code, "Code: ");
            }

            Line(text, said, error.PossibleCauses, "Possible causes: ");
            Line(text, said, error.RecommendedAction, "Recommended action: ");
        }

        Line(text, said, failure.NextStep);
        return text.ToString();
    }

    private static void Line(StringBuilder text, HashSet<string> said, string line, string heading = "")
    {
        if (line.Length > 0 && said.Add(line))
        {
            text.Append('\n').Append(heading).Append(line);
        }
    }

    private static ErrorCategory CategoryOf(FailbackErrorCategory category) => category switch
    {
        FailbackErrorCategory.InvalidInput => ErrorCategory.InvalidArgument,
        FailbackErrorCategory.NotFound => ErrorCategory.ObjectNotFound,
        FailbackErrorCategory.Ambiguous => ErrorCategory.InvalidArgument,
        FailbackErrorCategory.InvalidState => ErrorCategory.InvalidOperation,
        FailbackErrorCategory.NotReady => ErrorCategory.ResourceUnavailable,
        FailbackErrorCategory.Service => ErrorCategory.InvalidResult,
        FailbackErrorCategory.Permission => ErrorCategory.PermissionDenied,
        FailbackErrorCategory.Connection => ErrorCategory.ConnectionError,
        FailbackErrorCategory.Timeout => ErrorCategory.OperationTimeout,
        FailbackErrorCategory.NotSupported => ErrorCategory.NotImplemented,
        _ => ErrorCategory.NotSpecified,
    };
}
