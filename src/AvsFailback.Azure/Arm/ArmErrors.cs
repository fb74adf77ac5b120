using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Azure.Wire;
using Azure;
using Azure.Core;
using Newtonsoft.Json;

namespace AvsFailback.Azure.Arm;

/// <summary>Turns a refusal into an error that says what to do next (asr-contract §10).</summary>
internal static class ArmErrors
{
    // Whatever looks like a token: a server that echoes the request's headers gets nothing into an error text.
    private static readonly Regex Token = new(@"\bBearer\s+[^\s""',;]+|\beyJ[A-Za-z0-9_-]{10,}[A-Za-z0-9._-]*", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    /// <summary>An error in an answer whose status says that all is well.</summary>
    public static ServiceException InGoodStatus(int status, ArmError error)
    {
        JobError summary = Redacted(error.ToJobError(), null);
        string code = summary.Code.Length > 0 ? summary.Code : "ErrorIn" + status.ToString(CultureInfo.InvariantCulture);
        string message = $"The service answered HTTP {status} with an error: {(summary.Message.Length > 0 ? summary.Message : code)}";
        return new ServiceException(status, code, message, "Rerun the command. If it happens again, it is the service's fault: see Azure's status page.")
        {
            ServiceErrors = [summary with { Code = code }],
        };
    }

    /// <summary>What is wrong with an answer, and that it is a web page if it is one.</summary>
    public static string WithSender(HttpMessage message, string problem) =>
        message.HasResponse && IsWebPage(message.Response) ? $"a web page came instead of Azure's answer, as a proxy, gateway or sign-in page sends it ({problem})" : problem;

    /// <summary>Reads the refusal that a message got.</summary>
    public static async Task<ServiceException> ReadAsync(HttpMessage sent, CancellationToken cancellationToken)
    {
        Response response = sent.Response;
        sent.Request.Headers.TryGetValue("Authorization", out string? secret);
        if (OfGateway(sent) is { } gateway)
        {
            return gateway;
        }

        ArmError error = await ReadBodyAsync(response, cancellationToken);
        JobError summary = Redacted(error.ToJobError(), secret);
        string code = summary.Code.Length > 0 ? summary.Code : "HTTP " + response.Status;
        string message = summary.Message.Length > 0 ? summary.Message : $"The service answered HTTP {response.Status} {ShownText.Of(response.ReasonPhrase ?? string.Empty)}".TrimEnd() + ".";
        return new ServiceException(response.Status, code, message, NextStep(response.Status, code))
        {
            ServiceErrors = error.Details.Count > 0 ? [.. error.Details.Select(detail => Redacted(detail, secret))] : [summary with { Code = code, Message = message }],
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
        catch (Exception e) when (e is JsonException or IOException or InvalidDataException or RequestFailedException or HttpRequestException
            || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // The status alone has to do: a refusal without a body, or with a page for people.
            return new ArmError(string.Empty, string.Empty, []);
        }
    }

    /// <summary>An answer that isn't Azure's: of a proxy, a gateway, a sign-in page; null if it may be Azure's.</summary>
    private static ServiceException? OfGateway(HttpMessage sent)
    {
        Response response = sent.Response;
        string host = sent.Request.Uri.Host ?? string.Empty;
        if (response.Status == 407)
        {
            return new ServiceException(407, "ProxyAuthenticationRequired", $"A proxy between this machine and {host} asks for a sign-in (HTTP 407); the request didn't reach Azure.", "Give the proxy's address with its credentials in HTTPS_PROXY, or have the proxy let this machine through.");
        }

        if (response.Status is >= 300 and < 400)
        {
            response.Headers.TryGetValue("Location", out string? location);
            string to = Uri.TryCreate(location, UriKind.Absolute, out Uri? uri) ? uri.GetLeftPart(UriPartial.Authority) : "another address";
            return new ServiceException(response.Status, "Redirected", $"The request to {host} was redirected to {to} (HTTP {response.Status}), which Azure doesn't do; it was not followed.", "A proxy or a network's sign-in page is in between: sign in there, or have it let this machine through.");
        }

        return IsWebPage(response)
            ? new ServiceException(response.Status, "WebPage", $"The answer to the request to {host} is a web page (HTTP {response.Status}), not one of Azure Resource Manager.", "Check the endpoint, and any proxy or gateway between here and it: it may refuse this machine.")
            : null;
    }

    private static bool IsWebPage(Response response) => response.Headers.ContentType is { } type && type.IndexOf("html", StringComparison.OrdinalIgnoreCase) >= 0;

    private static JobError Redacted(JobError error, string? secret) => error with
    {
        Code = Redacted(error.Code, secret),
        Message = Redacted(error.Message, secret),
        PossibleCauses = Redacted(error.PossibleCauses, secret),
        RecommendedAction = Redacted(error.RecommendedAction, secret),
    };

    private static string Redacted(string text, string? secret)
    {
        if (text.Length == 0)
        {
            return text;
        }

        string bare = secret is { Length: > 7 } && secret.StartsWith("Bearer ", StringComparison.Ordinal) ? secret.Substring(7) : string.Empty;
        return Token.Replace(bare.Length >= 16 ? text.Replace(bare, "(token)") : text, "(token)");
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
        _ => "Rerun the command. If it is refused again, act on the message, or ask Azure's support with it.",
    };
}
