using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;
using AvsFailback.Emulator.Faults;
using AvsFailback.Emulator.Operations;
using AvsFailback.Emulator.State;

namespace AvsFailback.Emulator.Http;

/// <summary>Answers ARM's paths: sign-in, api-version, throttling, faults, routes, headers, log.</summary>
internal sealed class ArmService
{
    private static readonly Regex ApiVersion = new(@"^\d{4}-\d{2}-\d{2}(-[A-Za-z0-9.]+)?$", RegexOptions.CultureInvariant);

    private readonly Vault _vault;
    private readonly JobBook _jobs;
    private readonly FaultBook _faults;
    private readonly TokenBuckets _buckets;
    private readonly RequestLog _log;
    private readonly OtherRoutes _other;
    private readonly RouteTable _routes = new();

    public ArmService(Vault vault, JobBook jobs, FaultBook faults, TokenBuckets buckets, RequestLog log, OtherRoutes other, IEnumerable<IRoutes> routes)
    {
        _vault = vault;
        _jobs = jobs;
        _faults = faults;
        _buckets = buckets;
        _log = log;
        _other = other;
        foreach (IRoutes some in routes)
        {
            some.AddTo(_routes);
        }

        faults.Operations = [.. _routes.All.Select(route => route.Operation).Concat(OtherRoutes.AtAnyScope).Distinct(StringComparer.Ordinal)];
    }

    public EmulatedResponse Answer(EmulatedRequest request)
    {
        (Route? route, Dictionary<string, string> values) = _routes.Find(request.Method, request.Segments);
        (string Operation, Func<RequestContext, EmulatedResponse> Answer)? found = route is not null ? (route.Operation, route.Answer) : _other.Find(request);
        string operation = found?.Operation ?? NameOf(request);
        var context = new RequestContext(request, _vault, values, ++_log.Last);
        NameSubject(context);
        string kind = TokenBuckets.KindOf(request.Method);
        var struck = new List<Fault>();
        EmulatedResponse response;
        try
        {
            CheckSignIn(request);
            CheckVersion(request);
            if (_buckets.Take(kind) is { } wait)
            {
                throw ArmException.Throttled(_vault.Identity.Subscription, request.Method, wait);
            }

            response = Act(context, operation, found?.Answer, struck);
        }
        catch (ArmException e)
        {
            response = e.ToResponse(context.ClientRequestId, context.CorrelationId);
            if (e.RetryAfter is { } seconds)
            {
                response.With("Retry-After", RetryAfter.Text(seconds, context));
            }
        }

        AddHeaders(response, context, kind);
        _log.Add(new LoggedRequest(context.N, _vault.Now, request.Method, request.Path, request.Uri.Query, operation, context.ItemName, response.Dropped || response.CrashesCaller ? 0 : response.Status,
            request.Header("x-ms-client-request-id"), context.Effect, struck.Count == 0 ? null : string.Join(",", struck.Select(f => f.Kind.Name)), context.Item?.FriendlyName));
        return response;
    }

    private EmulatedResponse Act(RequestContext context, string operation, Func<RequestContext, EmulatedResponse>? answer, List<Fault> struck)
    {
        foreach (Fault fault in _faults.At(FaultPoint.BeforeRequest, operation, context.Item, context.ItemName))
        {
            struck.Add(fault);
            if (fault.Kind.Name != "status")
            {
                EmulatedResponse none = EmulatedResponse.Empty(0);
                none.Suffer(fault);
                return none;
            }

            throw ArmException.Injected((int)fault.Given.Member("status")!, fault.Given.MemberText("code") ?? "EmulatedFault",
                fault.Given.MemberText("message") ?? "A fault of the emulator was injected.", (double?)fault.Given.Member("retryAfter"));
        }

        if (answer is null)
        {
            throw Refuse(context, operation);
        }

        CheckVault(context);
        EmulatedResponse response = answer(context);
        foreach (Fault fault in _faults.At(FaultPoint.AfterRequest, operation, context.Item, context.ItemName))
        {
            struck.Add(fault);
            response.Suffer(fault);
        }

        return response;
    }

    private static void CheckSignIn(EmulatedRequest request)
    {
        if (request.Header("Authorization") is not { } header || !header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) || header.Length < 8)
        {
            throw ArmException.Unauthorized();
        }
    }

    private static void CheckVersion(EmulatedRequest request)
    {
        if (request.Parameter("api-version") is not { Length: > 0 } version)
        {
            throw ArmException.BadRequest("MissingApiVersionParameter", "The api-version query parameter (?api-version=) is required for all requests.");
        }

        if (!ApiVersion.IsMatch(version))
        {
            throw ArmException.BadRequest("InvalidApiVersionParameter", $"The api-version '{version}' is invalid: a date such as 2024-04-01 is expected.");
        }
    }

    private void CheckVault(RequestContext context)
    {
        if (context.Has("subscription") && !Same(context.Value("subscription"), _vault.Identity.Subscription))
        {
            throw Gateway("SubscriptionNotFound", $"The subscription '{context.Value("subscription")}' could not be found.");
        }

        if (context.Has("vault") && !(Same(context.Value("vault"), _vault.Identity.Name) && Same(context.Value("group"), _vault.Identity.ResourceGroup)))
        {
            throw ArmException.ResourceNotFound(ResourceTypes.Vault, context.Value("vault"), context.Value("group"));
        }
    }

    private static ArmException Gateway(string code, string message) => ArmException.Injected(404, code, message, null);

    private void NameSubject(RequestContext context)
    {
        if (context.Has("item"))
        {
            context.Item = _vault.Items.Find(context.Scope(14));
            context.ItemName = context.Value("item");
        }
        else if (context.Has("plan") && !context.Has("operation"))
        {
            context.ItemName = context.Value("plan");
        }
        else if (context.Has("job") || context.Has("operation"))
        {
            context.Job = _jobs.Find(context.Has("job") ? context.Value("job") : context.Value("operation"));
            context.Item = _vault.Items.Find(context.Job?.Memory.ItemId);
            context.ItemName = context.Job?.Memory.Plan is { } plan ? ArmPath.Name(plan.PlanId) : null;
        }
        else if (context.Has("vm"))
        {
            context.Item = _vault.Items.OfAzureVm(context.Scope(8));
            context.ItemName = context.Value("vm");
        }

        context.ItemName = context.Item?.Name ?? context.ItemName;
    }

    private ArmException Refuse(RequestContext context, string operation) => _routes.KnowsPath(context.Request.Segments)
        ? ArmException.NotImplemented($"{context.Request.Method} {ArmPath.Name(context.Request.Path)}")
        : ArmException.NotImplemented(operation);

    /// <summary>What an operation is called that the emulator doesn't do: the method and the types in the path.</summary>
    private static string NameOf(EmulatedRequest request)
    {
        string[] segments = request.Segments;
        int provider = Array.FindLastIndex(segments, s => s.Equals("providers", StringComparison.OrdinalIgnoreCase));
        if (provider < 0 || provider + 1 >= segments.Length)
        {
            return $"{request.Method} {string.Join("/", segments.Where((_, i) => i % 2 == 0))}";
        }

        IEnumerable<string> types = segments.Skip(provider + 2).Where((_, i) => i % 2 == 0);
        return $"{request.Method} {segments[provider + 1]}/{string.Join("/", types)}";
    }

    private void AddHeaders(EmulatedResponse response, RequestContext context, string kind)
    {
        response
            .With("Cache-Control", "no-cache")
            .With("Pragma", "no-cache")
            .With("Expires", "-1")
            .With("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
            .With("X-Content-Type-Options", "nosniff")
            .With("x-ms-request-id", context.RequestId ?? context.CorrelationId)
            .With("x-ms-correlation-request-id", context.CorrelationId)
            .With("x-ms-routing-request-id", "EMULATOR:" + _vault.Now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture) + ":" + context.CorrelationId);
        // What ARM itself refuses names no server (CLIv).
        if (!response.Headers.Any(h => h.Key == "x-ms-failure-cause"))
        {
            response.With("Server", "AvsFailback.Emulator");
        }

        if (context.ClientRequestId.Length > 0)
        {
            response.With("x-ms-client-request-id", context.ClientRequestId);
        }

        response.Headers.AddRange(_buckets.Headers(kind));
    }

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
