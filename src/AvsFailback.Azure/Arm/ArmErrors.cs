using System;
using System.IO;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Azure.Wire;
using Azure;
using Newtonsoft.Json;

namespace AvsFailback.Azure.Arm;

/// <summary>Turns a refusal into an error that says what to do next (asr-contract §10).</summary>
internal static class ArmErrors
{
    public static async Task<ServiceException> ReadAsync(Response response, CancellationToken cancellationToken)
    {
        ArmError error = await ReadBodyAsync(response, cancellationToken);
        JobError summary = error.ToJobError();
        string code = summary.Code.Length > 0 ? summary.Code : "HTTP " + response.Status;
        string message = summary.Message.Length > 0 ? summary.Message : $"The service answered HTTP {response.Status} {response.ReasonPhrase}".TrimEnd() + ".";
        return new ServiceException(response.Status, code, message, NextStep(response.Status, code))
        {
            ServiceErrors = error.Details.Count > 0 ? error.Details : [summary with { Code = code, Message = message }],
        };
    }

    private static async Task<ArmError> ReadBodyAsync(Response response, CancellationToken cancellationToken)
    {
        try
        {
            using BodyBuffer body = await BodyBuffer.TakeAsync(response.ContentStream ?? Stream.Null, cancellationToken);
            var reader = new WireReader(body);
            return reader.Root(ArmErrorReader.ReadBody);
        }
        catch (Exception e) when (e is JsonException or IOException or RequestFailedException or HttpRequestException
            || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // The status alone has to do: a refusal without a body, or with a page for people.
            return new ArmError(string.Empty, string.Empty, []);
        }
    }

    private static string NextStep(int status, string code) => status switch
    {
        401 => "Sign in again with Connect-AvsVault: the token is missing, has run out, or is for another tenant or audience.",
        403 when string.Equals(code, "AuthorizationFailed", StringComparison.OrdinalIgnoreCase) =>
            "Ask for a role on the vault: Site Recovery Operator to fail back, Site Recovery Contributor to reprotect, Reader to look.",
        403 => "Ask for the role that this needs, and check that no policy, lock or firewall of the vault forbids it.",
        404 => "Check the name and the vault, and whether it has been deleted or moved since it was read.",
        400 => "Check the inputs against the message; what was asked has had no effect.",
        409 => "Something else is under way on it: wait for its job to end (Get-AvsJob), then run the command again.",
        412 => "It has changed since it was read: run the command again.",
        429 => "Azure Resource Manager is throttling this subscription: let other clients of it rest, then run the command again.",
        501 => "The emulator doesn't do this; its documentation lists what it does.",
        _ => "Follow the recommended action, then run the command again.",
    };
}
