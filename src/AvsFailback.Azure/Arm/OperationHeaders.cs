using System;
using Azure;

namespace AvsFailback.Azure.Arm;

/// <summary>What the answer to a POST says of the operation that it started (asr-contract §2).</summary>
internal static class OperationHeaders
{
    private const string Jobs = "replicationJobs";

    public static StartedOperation Read(Response response, IClock clock)
    {
        string? location = Header(response, "Location");
        string? operation = Header(response, "Azure-AsyncOperation");
        return new StartedOperation
        {
            JobId = FromLocation(location) ?? FromRequestId(Header(response, "x-ms-request-id")) ?? FromOperation(operation),
            StatusUri = operation ?? location,
            RetryAfter = RetryAfter.Of(response, clock),
        };
    }

    // The operation's id is the job's name, as Az's cmdlets cut it out.
    private static ArmId? FromLocation(string? location) => JobBelow(location, "/operationresults/");

    private static ArmId? FromOperation(string? operation) => JobBelow(operation, "/replicationOperationStatus/") ?? JobBelow(operation, "/replicationJobs/");

    private static ArmId? JobBelow(string? address, string marker)
    {
        if (address is null || !Uri.TryCreate(address, UriKind.Absolute, out Uri? uri))
        {
            return null;
        }

        string path = Uri.UnescapeDataString(uri.AbsolutePath);
        int at = path.IndexOf(marker, StringComparison.OrdinalIgnoreCase);
        return at >= 0 && ArmId.TryParse(path.Substring(0, at), out ArmId? resource) && resource.Ancestor("vaults") is { } vault && path.Length > at + marker.Length
            ? vault.Append(Jobs + "/" + path.Substring(at + marker.Length).TrimEnd('/'))
            : null;
    }

    // Some answers tell the client's own id here, with a time, so that it is no ARM id.
    private static ArmId? FromRequestId(string? requestId)
    {
        foreach (string part in (requestId ?? string.Empty).Split(','))
        {
            if (ArmId.TryParse(part.Trim(), out ArmId? id) && id.After(Jobs) is not null)
            {
                return id;
            }
        }

        return null;
    }

    private static string? Header(Response response, string name) =>
        response.Headers.TryGetValue(name, out string? value) && !string.IsNullOrWhiteSpace(value) ? value : null;
}
