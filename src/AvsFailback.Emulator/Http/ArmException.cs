using System;
using AvsFailback.Emulator.State;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.Http;

/// <summary>An error as ARM, or Site Recovery behind it, answers it (contract §10).</summary>
internal sealed class ArmException : Exception
{
    private readonly JObject? _detail;

    private ArmException(int status, string code, string message, JObject? detail = null)
        : base(message)
    {
        Status = status;
        Code = code;
        _detail = detail;
    }

    public int Status { get; }

    public string Code { get; }

    public double? RetryAfter { get; private set; }

    /// <summary>Whether ARM itself refused, before any provider was asked.</summary>
    public bool FromGateway { get; private set; }

    public static ArmException BadRequest(string code, string message) => new(400, code, message);

    /// <summary>ARM's own 404: no details (CLIv).</summary>
    public static ArmException ResourceNotFound(string type, string name, string? group) => new(404, "ResourceNotFound",
        $"The Resource '{type}/{name}' under resource group '{group ?? "<null>"}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix")
    {
        FromGateway = true,
    };

    /// <summary>Site Recovery's 404, with details (P17:TestRPJob).</summary>
    public static ArmException AsrNotFound(string what, string name) => new(404, "NotFound", $"The {what} '{name}' was not found.", new JObject
    {
        ["code"] = "ArmResourceDoesNotExist",
        ["message"] = $"The resource '{name}' of type '{what}' does not exist.",
        ["possibleCauses"] = "The resource might have been deleted.",
        ["recommendedAction"] = "Check that the resource exists and retry the operation.",
    });

    public static ArmException NotImplemented(string operation) => new(501, "NotImplementedByEmulator",
        $"The emulator doesn't do '{operation}'. The docs list what it does.");

    public static ArmException Unauthorized() => new(401, "AuthenticationFailed",
        "Authentication failed. The 'Authorization' header is missing or isn't a bearer token.")
    {
        FromGateway = true,
    };

    public static ArmException BadSignature() => new(403, "AuthorizationFailed",
        "The signature of the operation's URL is missing or doesn't fit: follow the URL as it was given.");

    public static ArmException Throttled(string subscription, string method, double retryAfter) => new(429, "SubscriptionRequestsThrottled",
        $"Number of requests for subscription '{subscription}' and operation '{method}' exceeded the limit of the token bucket. Try again after '{retryAfter}' seconds.")
    {
        RetryAfter = retryAfter,
        FromGateway = true,
    };

    public static ArmException Injected(int status, string code, string message, double? retryAfter) => new(status, code, message) { RetryAfter = retryAfter };

    public EmulatedResponse ToResponse(string? clientRequestId, string activityId)
    {
        var error = new JObject { ["code"] = Code, ["message"] = Message };
        if (_detail is not null)
        {
            _detail["clientRequestId"] = clientRequestId;
            _detail["activityId"] = activityId;
            error["details"] = new JArray(_detail);
        }

        var response = new EmulatedResponse(Status, Json.Bytes(new JObject { ["error"] = error }));
        if (FromGateway)
        {
            response.With("x-ms-failure-cause", "gateway");
        }

        if (Status == 401)
        {
            response.With("WWW-Authenticate", "Bearer authorization_uri=\"https://login.microsoftonline.com/common\", error=\"invalid_token\", error_description=\"The authentication failed because of missing 'Authorization' header.\"");
        }

        return response;
    }
}
