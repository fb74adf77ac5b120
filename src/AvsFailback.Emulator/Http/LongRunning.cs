using System;
using System.Collections.Generic;
using System.Linq;
using AvsFailback.Emulator.Operations;
using AvsFailback.Emulator.State;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.Http;

/// <summary>Long-running operations: the 202, the status to poll, the result (contract §2).</summary>
internal sealed class LongRunning(Vault vault, JobBook jobs, SignedUrls urls) : IRoutes
{
    /// <summary>What the service says in the 202 and while it runs (P21).</summary>
    public const double RetryAfterSeconds = 30;

    public void AddTo(RouteTable table)
    {
        table.Add("GET", RouteTable.Vault + "/replicationOperationStatus/{operation}", "GetOperationStatus", Status);
        table.Add("GET", RouteTable.Item + "/operationresults/{operation}", "GetOperationResult", Result);
        table.Add("GET", RouteTable.Plan + "/operationresults/{operation}", "GetOperationResult", Result);
        table.Add("GET", RouteTable.Vault + "/replicationJobs/{ofJob}/operationresults/{operation}", "GetOperationResult", Result);
        table.Add("GET", RouteTable.Vault + "/replicationVaultHealth/operationresults/{operation}", "GetOperationResult", Result);
    }

    /// <summary>The 202 of an action whose operation id is the job's name.</summary>
    public EmulatedResponse Accept(RequestContext context, EmulatedJob job)
    {
        context.Job = job;
        context.Effect = "JobStarted";
        // The job's ARM id (contract §2; P21).
        context.RequestId = job.Id;
        string version = context.Request.Parameter("api-version")!;
        return EmulatedResponse.Empty(202)
            .With("Azure-AsyncOperation", Url(context, vault.Identity.Asr("replicationOperationStatus/" + job.Name), job.Name, version))
            .With("Location", Url(context, $"{job.Memory.ResultOf}/operationresults/{job.Name}", job.Name, version))
            .With("Retry-After", RetryAfter.Text(RetryAfterSeconds, context));
    }

    private string Url(RequestContext context, string path, string operation, string version) =>
        urls.Sign($"{context.Authority}{Uri.EscapeUriString(path)}?api-version={version}", operation, context.Now);

    private EmulatedResponse Status(RequestContext context)
    {
        EmulatedJob job = Signed(context);
        JObject properties = job.Properties;
        string status = job.State switch
        {
            "NotStarted" => "NotStarted",
            "Succeeded" or "CompletedWithInformation" => "Succeeded",
            // INFERRED: only NotStarted, InProgress and Succeeded were seen.
            "Failed" => "Failed",
            "Cancelled" => "Canceled",
            _ => "InProgress",
        };
        JToken? first = (properties["errors"] as JArray)?.FirstOrDefault()?["serviceErrorDetails"];
        EmulatedResponse response = EmulatedResponse.Ok(new JObject
        {
            ["error"] = first is null ? JValue.CreateNull() : new JObject { ["code"] = first["code"], ["message"] = first["message"], ["details"] = null },
            ["id"] = null,
            ["name"] = job.Name,
            ["properties"] = null,
            ["status"] = status,
            ["startTime"] = status == "NotStarted" ? null : properties.Text("startTime"),
            ["endTime"] = Instants.Read(properties.Text("endTime")) is { } end ? Instants.Text(end) : null,
            ["percentComplete"] = null,
        });
        return job.Runs ? response.With("Retry-After", RetryAfter.Text(RetryAfterSeconds, context)) : response;
    }

    /// <summary>202 while it runs, then 200 with the resource: INFERRED from SW, GET Location is in no recording.</summary>
    private EmulatedResponse Result(RequestContext context)
    {
        EmulatedJob job = Signed(context);
        if (job.Runs)
        {
            return EmulatedResponse.Empty(202)
                .With("Location", context.Authority + context.Request.Uri.PathAndQuery)
                .With("Retry-After", RetryAfter.Text(RetryAfterSeconds, context));
        }

        if (context.Has("ofJob"))
        {
            // An action on a job results in that job (SW ReplicationJobs_Cancel, _Resume).
            return EmulatedResponse.Ok(job.Resource.Full(context.Now));
        }

        if (vault.Store.Find(job.Memory.ResultId) is { } found)
        {
            return EmulatedResponse.Ok(found.Full(context.Now));
        }

        return job.Memory.Action == ActionNames.RefreshVaultHealth ? EmulatedResponse.Ok(VaultHealth.Body(vault)) : EmulatedResponse.Empty(204);
    }

    private EmulatedJob Signed(RequestContext context)
    {
        string operation = context.Value("operation");
        if (jobs.Find(operation) is not { } job)
        {
            throw ArmException.AsrNotFound("operation", operation);
        }

        if (!urls.Holds(context.Request.Query, job.Name))
        {
            throw ArmException.BadSignature();
        }

        return job;
    }
}
