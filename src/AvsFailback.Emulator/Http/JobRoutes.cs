using System;
using System.Collections.Generic;
using System.Linq;
using AvsFailback.Emulator.Operations;
using AvsFailback.Emulator.Operations.Plans;
using AvsFailback.Emulator.State;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.Http;

/// <summary>Jobs: their list, themselves, and what may be done with them.</summary>
internal sealed class JobRoutes(Vault vault, JobBook jobs, JobEngine engine, PlanEngine plans, LongRunning longRunning) : IRoutes
{
    // 7 days back and at most 200, without a nextLink (contract §7; that the cap holds for filtered lists too is INFERRED).
    private static readonly TimeSpan Window = TimeSpan.FromDays(7);
    private const int Most = 200;

    public void AddTo(RouteTable table)
    {
        table.Add("GET", RouteTable.Vault + "/replicationJobs", "ListJobs", List);
        table.Add("GET", RouteTable.Vault + "/replicationJobs/{job}", "GetJob", context => EmulatedResponse.Ok(Required(context).Resource.Full(context.Now)));
        table.Add("POST", RouteTable.Vault + "/replicationJobs/{job}/cancel", "CancelJob", Cancel);
        table.Add("POST", RouteTable.Vault + "/replicationJobs/{job}/resume", "ResumeJob", Resume);
        table.Add("POST", RouteTable.Vault + "/replicationJobs/{job}/restart", "RestartJob", Restart);
    }

    private static EmulatedJob Required(RequestContext context) => context.Job ?? throw ArmException.AsrNotFound("replicationJobs", context.Value("job"));

    // INFERRED: no recording shows an action on a job that doesn't allow it.
    private static ArmException NotAllowed(EmulatedJob job, string action) => ArmException.BadRequest("EmulatedJobActionNotAllowed",
        $"The job '{job.Name}' can't be {action} while its state is '{job.State}': see its allowedActions.");

    private EmulatedResponse List(RequestContext context)
    {
        DateTimeOffset from = context.Now - Window;
        DateTimeOffset to = DateTimeOffset.MaxValue;
        var tests = new List<Func<EmulatedJob, bool>>();
        foreach (FilterTerm term in Filters.Read(context.Request.Parameter("$filter")))
        {
            switch (term.Name.ToUpperInvariant())
            {
                // They mean from and to although they say eq (contract §7).
                case "STARTTIME":
                    from = Instant(term);
                    break;
                case "ENDTIME":
                    to = Instant(term);
                    break;
                case "JOBSTATUS":
                    tests.Add(job => term.Has(job.State));
                    break;
                case "AFFECTEDOBJECTTYPES":
                    tests.Add(job => term.Has(job.Summary.TargetType));
                    break;
                case "JOBNAME":
                    tests.Add(job => term.Has(job.Summary.Scenario) || term.Has(job.Summary.FriendlyName) || term.Has(job.Name));
                    break;
                case "FABRICID":
                    tests.Add(job => vault.Items.Find(job.Memory.ItemId) is { } item && (term.Has(item.FabricId) || term.Has(ArmPath.Name(item.FabricId))));
                    break;
                default:
                    throw ArmException.NotImplemented($"filtering jobs by {term.Name}");
            }
        }

        return Lists.Whole(jobs.NewestFirst
            .Where(job => job.StartTime >= from && job.StartTime <= to && tests.All(test => test(job)))
            .Take(Most)
            .Select(job => job.Resource.Thin(context.Now)));
    }

    private EmulatedResponse Cancel(RequestContext context)
    {
        EmulatedJob job = Required(context);
        if (job.State is not ("NotStarted" or "InProgress" or "Suspended"))
        {
            throw NotAllowed(job, "cancelled");
        }

        if (job.Memory.Plan is null)
        {
            engine.Cancel(job);
        }
        else
        {
            plans.Cancel(job);
        }

        return AcceptOn(context, job, job);
    }

    private EmulatedResponse Resume(RequestContext context)
    {
        EmulatedJob job = Required(context);
        if (job.State != "Suspended")
        {
            throw NotAllowed(job, "resumed");
        }

        if (job.Memory.Plan is null)
        {
            engine.Resume(job);
        }
        else
        {
            plans.Resume(job, context.Request.Json().Member("properties").MemberText("comments"));
        }

        return AcceptOn(context, job, job);
    }

    private EmulatedResponse Restart(RequestContext context)
    {
        EmulatedJob job = Required(context);
        if ((job.Properties["allowedActions"] as JArray)?.Any(a => (string?)a == "Restart") != true)
        {
            throw NotAllowed(job, "restarted");
        }

        job.Wake();
        job.Properties["allowedActions"] = new JArray();
        job.Resource.Changed();
        job.Rest(context.Now);
        var input = job.Memory.Input?.DeepClone() as JObject;
        EmulatedJob again = vault.Store.Find(job.Memory.Plan?.PlanId) is { } plan
            ? plans.Start(job.Memory.Action, plan, input, context.N, context.ActivityId, job.Id, null)
            : engine.Start(job.Memory.Action, context.Item, input, context.N, context.ActivityId, job.Id, null);
        again.Memory.ResultId = again.Id;
        return longRunning.Accept(context, again);
    }

    private EmulatedResponse AcceptOn(RequestContext context, EmulatedJob of, EmulatedJob operation)
    {
        // INFERRED: that the operation's id is the job's own name.
        operation.Memory.ResultOf = of.Id;
        EmulatedResponse response = longRunning.Accept(context, operation);
        context.Effect = "JobChanged";
        return response;
    }

    private static DateTimeOffset Instant(FilterTerm term) => Instants.Read(term.Values[0])
        ?? throw ArmException.BadRequest("InvalidFilter", $"'{term.Values[0]}' in the filter's {term.Name} isn't an instant.");
}
