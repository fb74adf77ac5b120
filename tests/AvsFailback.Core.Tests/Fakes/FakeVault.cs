using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;

namespace AvsFailback.Core.Tests.Fakes;

/// <summary>
/// A small model of the service: items rest in phases, jobs take the clock's time and move them. Like the service it accepts
/// every request that acts, lets a wrong one fail in its job, and would commit an uncommitted failback at a reprotect
/// (asr-contract §2, §4.1), which shows as an effect named <c>SilentCommit</c>.
/// </summary>
internal sealed partial class FakeVault(ManualClock clock) : ISiteRecovery
{
    // Far more than any test needs (a week's copy, looked at every minute, takes 10,000): a loop that never waits shows as a failed test.
    private const int MostRequests = 50_000;

    private readonly object _gate = new();
    private readonly List<FakeJob> _jobs = [];
    private int _jobCount;

    public List<FakeItem> Items { get; } = [];

    public IReadOnlyList<FakeJob> Jobs => _jobs;

    /// <summary>Every request, in order.</summary>
    public List<SeenRequest> Requests { get; } = [];

    public IEnumerable<SeenRequest> Posts => Requests.Where(r => r.IsPost);

    /// <summary>Everything that happened to an item, in order.</summary>
    public List<Effect> Effects { get; } = [];

    public List<AzureVm> OtherVms { get; } = [];

    public Dictionary<ArmId, IReadOnlyList<string>> PrivateAddresses { get; } = [];

    public List<ReplicationFabric> Fabrics { get; } = [];

    public List<ReplicationPolicy> Policies { get; } = [];

    public List<ContainerMapping> Mappings { get; } = [];

    public List<RunAsAccount> SiteAccounts { get; } = [];

    /// <summary>The recovery points of every item; in the failback direction only classic ones have any.</summary>
    public List<RecoveryPoint> Points { get; } =
        [new RecoveryPoint { Id = Some.VaultId.Append("recoveryPoints/point-1"), Type = RecoveryPointType.CrashConsistent, Time = Some.Now.AddMinutes(-5) }];

    public int PageSize { get; set; } = 100;

    /// <summary>Told of each request before it is answered; may throw, or hold it back.</summary>
    public Func<SeenRequest, Task>? OnRequest { get; set; }

    /// <summary>How long new jobs can't be read, and how long they are nameless.</summary>
    public (TimeSpan Unreadable, TimeSpan Nameless) JobLag { get; set; }

    /// <summary>What the service asks to wait before the first look at a job.</summary>
    public TimeSpan? RetryAfter { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Changes what lists of jobs hold, newest first, such as where they end.</summary>
    public Func<IEnumerable<FailbackJob>, IEnumerable<FailbackJob>> TamperJobs { get; set; } = jobs => jobs;

    public FakeItem Add(string name, ReplicationPhase phase, ReplicationArchitecture architecture = ReplicationArchitecture.Modernized)
    {
        var item = new FakeItem(name, architecture, phase);
        if (phase is ReplicationPhase.ReplicatingToAvs or ReplicationPhase.ReplicatingToAzure)
        {
            item.CopyEnds = clock.UtcNow + item.CopyTime;
        }

        Items.Add(item);
        return item;
    }

    /// <summary>Starts a job on an item that no request of ours asked for.</summary>
    public FakeJob StartForeign(FakeItem item, string scenario, TimeSpan time, FailbackAction action = FailbackAction.None, JobState endState = JobState.Succeeded) =>
        StartJob(item, scenario, action, time, endState, null, "somebody-else");

    /// <summary>How often something happened to an item.</summary>
    public int Count(FakeItem item, string effect) => Effects.Count(e => e.Item == item.Name && e.What == effect);

    private async Task<T> AnswerAsync<T>(string what, string subject, Func<T> answer)
    {
        var request = new SeenRequest(clock.UtcNow, what, subject);
        lock (_gate)
        {
            Requests.Add(request);
            if (Requests.Count > MostRequests)
            {
                throw new InvalidOperationException("Somebody asks without end.");
            }
        }

        if (OnRequest is { } onRequest)
        {
            await onRequest(request);
        }

        lock (_gate)
        {
            CatchUp();
            return answer();
        }
    }

    /// <summary>Lets everything happen that is due, in order.</summary>
    private void CatchUp()
    {
        while (true)
        {
            (DateTimeOffset At, int Order, Action Do)[] due =
            [
                .. _jobs.Select((job, i) => (At: job.End + job.Item.Lag, Order: i, Do: (Action)(() => End(job)))).Where((entry, i) => !_jobs[i].IsDone),
                .. Items.Select((item, i) => (At: item.CopyEnds ?? DateTimeOffset.MaxValue, Order: _jobs.Count + i, Do: (Action)(() => EndCopy(item)))),
            ];
            (DateTimeOffset At, int Order, Action Do) next = due.OrderBy(entry => entry.At).ThenBy(entry => entry.Order).FirstOrDefault();
            if (next.Do is null || next.At > clock.UtcNow)
            {
                return;
            }

            next.Do();
        }
    }

    private void End(FakeJob job)
    {
        job.IsDone = true;
        FakeItem item = job.Item;
        item.Job = item.Job == job ? null : item.Job;
        if (job.EndState == JobState.Succeeded && job.Action != FailbackAction.None)
        {
            Apply(job, item);
        }
        else if (job.Error?.PossibleCauses == nameof(PostFateKind.JobFailsAndIsUndone))
        {
            StartJob(item, "CancelFailover", FailbackAction.None, TimeSpan.FromMinutes(5), JobState.Succeeded, null, "the-service-itself");
        }
    }

    private void Apply(FakeJob job, FakeItem item)
    {
        string what = job.Action.ToString();
        switch (job.Action)
        {
            case FailbackAction.CommitFailover:
                item.Phase = ReplicationPhase.RunningInAzure;
                break;
            case FailbackAction.FailBack:
                item.Phase = ReplicationPhase.FailedBack;
                item.Power = AzurePowerState.Deallocated;
                item.LastFailoverTime = job.Start;
                break;
            case FailbackAction.CancelFailback:
                item.Phase = ReplicationPhase.ReadyToFailBack;
                item.Power = AzurePowerState.Running;
                break;
            case FailbackAction.Commit:
                item.Phase = ReplicationPhase.Committed;
                item.HasAzureVm = false;
                break;
            default:
                what = item.Phase is ReplicationPhase.FailedBack or ReplicationPhase.FailedOver ? "SilentCommit" : what;
                bool toAvs = item.Phase is ReplicationPhase.RunningInAzure or ReplicationPhase.FailedOver;
                item.Phase = toAvs ? ReplicationPhase.ReplicatingToAvs : ReplicationPhase.ReplicatingToAzure;
                item.CopyEnds = job.End + item.CopyTime;
                item.ObjectId = $"{item.ObjectId}'";
                item.LastFailoverTime = null;
                break;
        }

        Effects.Add(new Effect(job.End, item.Name, what));
    }

    private static void EndCopy(FakeItem item)
    {
        item.CopyEnds = null;
        item.Phase = item.Phase == ReplicationPhase.ReplicatingToAvs ? ReplicationPhase.ReadyToFailBack : ReplicationPhase.Protected;
    }

    private FakeJob StartJob(FakeItem item, string scenario, FailbackAction action, TimeSpan time, JobState endState, JobError? error, string clientRequestId)
    {
        _jobCount += 1;
        var job = new FakeJob
        {
            Id = Some.JobId($"job-{_jobCount}"),
            Scenario = scenario,
            Action = action,
            Item = item,
            TargetObjectId = item.ObjectId,
            Start = clock.UtcNow,
            End = clock.UtcNow + time,
            EndState = endState,
            Error = error,
            ClientRequestId = clientRequestId,
            AppearsAfter = JobLag.Unreadable,
            NamelessFor = JobLag.Nameless,
        };
        _jobs.Add(job);
        item.Job ??= job;
        return job;
    }
}
