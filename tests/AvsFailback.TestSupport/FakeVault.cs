using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;

namespace AvsFailback.TestSupport;

/// <summary>
/// A small model of the service: items rest in phases, jobs take the clock's time and move them. Like the service it accepts
/// every request that acts, lets a wrong one fail in its job, and would commit an uncommitted failback at a reprotect
/// (asr-contract §2, §4.1), which shows as an effect named <c>SilentCommit</c>.
/// </summary>
internal sealed partial class FakeVault(ManualClock clock) : ISiteRecovery
{
    private readonly object _gate = new();
    private readonly List<FakeJob> _jobs = [];
    private readonly List<FakeJob> _open = [];
    private int _jobCount;

    public List<FakeItem> Items { get; } = [];

    public List<FakePlan> Plans { get; } = [];

    public IReadOnlyList<FakeJob> Jobs => _jobs;

    /// <summary>Every request, in order.</summary>
    public List<SeenRequest> Requests { get; } = [];

    public IEnumerable<SeenRequest> Posts => Requests.Where(r => r.IsPost);

    /// <summary>Everything that happened to an item, in order.</summary>
    public List<Effect> Effects { get; } = [];

    /// <summary>Every request to act as it was sent, with each VM that it is about.</summary>
    public List<Sent> Sent { get; } = [];

    /// <summary>The start of ours whose requests come now; jobs and effects are told by it.</summary>
    public int Start { get; set; } = 1;

    /// <summary>
    /// How many requests are answered in all. By default far more than any test needs (a week's copy, looked at every minute, takes
    /// 10,000): a loop that
    /// never waits shows as a failed test.
    /// </summary>
    public int MostRequests { get; set; } = 200_000;

    /// <summary>How many jobs a list holds at most (asr-contract §7).</summary>
    public int MostListedJobs { get; set; } = 200;

    public List<AzureVm> OtherVms { get; } = [];

    public Dictionary<ArmId, IReadOnlyList<string>> PrivateAddresses { get; } = [];

    public List<ReplicationFabric> Fabrics { get; } = [];

    public List<VCenter> VCenters { get; } = [];

    public List<ManagementLock> Locks { get; } = [];

    public List<GrantedActions> Permissions { get; } = [new GrantedActions(["*"], [])];

    public List<NetworkConnection> Connections { get; } = [];

    public List<PrivateCloud> Clouds { get; } = [];

    public List<ReplicationPolicy> Policies { get; } = [];

    public List<ContainerMapping> Mappings { get; } = [];

    public List<RunAsAccount> SiteAccounts { get; } = [];

    /// <summary>The recovery points of every item; in the failback direction only classic ones have any.</summary>
    public List<RecoveryPoint> Points { get; } =
        [
            new RecoveryPoint
            {
                Id = Some.VaultId.Append("recoveryPoints/point-1"),
                Type = RecoveryPointType.CrashConsistent,
                Time = Some.Now.AddMinutes(-5),
            },
        ];

    public int PageSize { get; set; } = 100;

    /// <summary>Told of each request before it is answered; may throw, or hold it back.</summary>
    public Func<SeenRequest, Task>? OnRequest { get; set; }

    /// <summary>How long new jobs can't be read, and how long they are nameless.</summary>
    public (TimeSpan Unreadable, TimeSpan Nameless) JobLag { get; set; }

    /// <summary>What the service asks to wait before the first look at a job.</summary>
    public TimeSpan? RetryAfter { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Changes what lists of jobs hold, newest first, such as where they end.</summary>
    public Func<IEnumerable<FailbackJob>, IEnumerable<FailbackJob>> TamperJobs { get; set; } = jobs => jobs;

    /// <summary>Changes what reads of single jobs show, and lists of what they have of it.</summary>
    public Func<FailbackJob, FailbackJob> TamperJob { get; set; } = job => job;

    /// <summary>Which reads of single items and jobs get a 404 for what is there.</summary>
    public Func<SeenRequest, bool> Hides { get; set; } = _ => false;

    public FakeItem Add(string name, ReplicationPhase phase, ReplicationArchitecture architecture = ReplicationArchitecture.Modernized) =>
        Add(new FakeItem(name, architecture, phase));

    public FakeItem Add(FakeItem item)
    {
        if (item.Phase is ReplicationPhase.ReplicatingToAvs or ReplicationPhase.ReplicatingToAzure)
        {
            item.CopyEnds = clock.UtcNow + item.CopyTime;
        }

        Items.Add(item);
        return item;
    }

    /// <summary>Adds a plan of these groups.</summary>
    public FakePlan AddPlan(string name, params FakeItem[][] groups)
    {
        var plan = new FakePlan(name);
        plan.Groups.AddRange(groups.Select(items => new FakeGroup(items)));
        Plans.Add(plan);
        return plan;
    }

    /// <summary>Starts a job on an item that no request of ours asked for.</summary>
    public FakeJob StartForeign(
        FakeItem item,
        string scenario,
        TimeSpan time,
        FailbackAction action = FailbackAction.None,
        JobState endState = JobState.Succeeded) =>
        StartJob(item, scenario, action, time, endState, null, OtherAdmin.RequestId, 0);

    /// <summary>Starts jobs on VMs that nobody here knows, so that lists of jobs are full of them.</summary>
    public void Crowd(int count, TimeSpan length)
    {
        for (int i = 0; i < count; i += 1)
        {
            var stranger = new FakeItem($"stranger{i}", ReplicationArchitecture.Modernized, ReplicationPhase.Protected);
            StartJob(stranger, "TestFailover", FailbackAction.None, length, JobState.Succeeded, null, OtherAdmin.RequestId, 0);
        }
    }

    /// <summary>How often something happened to an item.</summary>
    public int Count(FakeItem item, string effect) => Effects.Count(e => e.Item == item.Name && e.What == effect);

    private async Task<T> AnswerAsync<T>(string what, string subject, Func<T> answer, string? clientRequestId = null)
    {
        var request = new SeenRequest(clock.UtcNow, what, subject);
        lock (_gate)
        {
            Requests.Add(request);
            if (Requests.Count > MostRequests)
            {
                throw new EndlessException("Somebody asks without end.");
            }
        }

        if (OnRequest is { } onRequest)
        {
            await onRequest(request);
        }

        lock (_gate)
        {
            CatchUp();
            FakeFault? fault = FaultOf(request);
            if (fault is { IsBefore: true })
            {
                return Fail<T>(fault, request, clientRequestId);
            }

            T result = answer();
            if (fault is { Kind: FakeFaultKind.Slow })
            {
                clock.Advance(TimeSpan.FromMinutes(1));
                fault = null;
            }

            return fault is null ? result : Fail<T>(fault, request, clientRequestId);
        }
    }

    /// <summary>Lets everything happen that is due, in order.</summary>
    public void CatchUp()
    {
        lock (_gate)
        {
            LetHappen();
        }
    }

    private void LetHappen()
    {
        while (true)
        {
            DateTimeOffset at = DateTimeOffset.MaxValue;
            object? due = null;
            foreach (FakeJob job in _open)
            {
                if (job.NextAt is var next && next < at)
                {
                    (at, due) = (next, job);
                }
            }

            foreach (FakeItem item in Items)
            {
                if (NextOf(item) is var next && next < at)
                {
                    (at, due) = (next, item);
                }
            }

            if (due is null || at > clock.UtcNow)
            {
                return;
            }

            switch (due)
            {
                case FakeJob { CancelledAt: not null } job:
                    EndCancelled(job, at);
                    break;
                case FakeJob { Parts.Count: > 0 } job:
                    EndPart(job, at);
                    break;
                case FakeJob job:
                    End(job, at);
                    break;
                case FakeItem item:
                    Change(item, at);
                    break;
            }
        }
    }

    private static DateTimeOffset NextOf(FakeItem item)
    {
        DateTimeOffset copy = item.CopyEnds ?? DateTimeOffset.MaxValue;
        DateTimeOffset power = item.PowerChange?.At ?? DateTimeOffset.MaxValue;
        return copy < power ? copy : power;
    }

    /// <summary>An item changes by itself: its copy is complete, or its Azure VM has got into another state.</summary>
    private static void Change(FakeItem item, DateTimeOffset at)
    {
        if (item.CopyEnds is { } copied && copied <= at)
        {
            item.CopyEnds = null;
            item.Enter(item.Phase == ReplicationPhase.ReplicatingToAvs ? ReplicationPhase.ReadyToFailBack : ReplicationPhase.Protected, at);
        }
        else if (item.PowerChange is { } change)
        {
            item.Power = change.State;
            item.PowerChange = null;
        }
    }
}
