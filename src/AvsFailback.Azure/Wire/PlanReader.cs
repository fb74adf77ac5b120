using System;
using System.Collections.Generic;
using System.Linq;
using AvsFailback.Asr;
using Newtonsoft.Json;

namespace AvsFailback.Azure.Wire;

/// <summary>Reads a recovery plan (asr-contract §8).</summary>
internal static class PlanReader
{
    private static readonly FieldMap<ActionFields> ActionDetails = new()
    {
        ["instanceType"] = static (ref r, t) => t.Kind = r.Text(),
        ["description"] = static (ref r, t) => t.Description = r.Text(),
    };

    private static readonly FieldMap<ActionFields> Action = new()
    {
        ["actionName"] = static (ref r, t) => t.Name = r.Text(),
        ["failoverTypes"] = static (ref r, t) => t.Types = r.Texts(),
        ["failoverDirections"] = static (ref r, t) => t.Directions = r.Texts(),
        ["customDetails"] = static (ref r, t) => r.Object(ActionDetails, t),
    };

    private static readonly FieldMap<MemberFields> Member = new()
    {
        ["id"] = static (ref r, t) => t.Id = r.Id(),
    };

    private static readonly FieldMap<GroupFields> Group = new()
    {
        ["groupType"] = static (ref r, t) => t.Type = r.Text(),
        ["replicationProtectedItems"] = static (ref r, t) => t.Members = r.List(ReadMember),
        ["startGroupActions"] = static (ref r, t) => t.StartActions = r.List(ReadAction),
        ["endGroupActions"] = static (ref r, t) => t.EndActions = r.List(ReadAction),
    };

    private static readonly FieldMap<PlanFields> CurrentScenario = new()
    {
        ["scenarioName"] = static (ref r, t) => t.Scenario = r.Text(),
        ["jobId"] = static (ref r, t) => t.JobId = r.Text(),
    };

    private static readonly FieldMap<PlanFields> Properties = new()
    {
        ["friendlyName"] = static (ref r, t) => t.Name = r.Text(),
        ["replicationProviders"] = static (ref r, t) => t.Providers = r.Texts(),
        ["allowedOperations"] = static (ref r, t) => t.AllowedOperations = r.Texts(),
        ["lastPlannedFailoverTime"] = static (ref r, t) => t.LastPlanned = r.Moment(),
        ["lastUnplannedFailoverTime"] = static (ref r, t) => t.LastUnplanned = r.Moment(),
        ["currentScenario"] = static (ref r, t) => r.Object(CurrentScenario, t),
        ["groups"] = static (ref r, t) => t.Groups = r.List(ReadGroup),
    };

    private static readonly FieldMap<PlanFields> Resource = new()
    {
        ["id"] = static (ref r, t) => t.Id = r.Id(),
        ["properties"] = static (ref r, t) => r.Object(Properties, t),
    };

    public static RecoveryPlan? Read(ref WireReader reader, ReadContext context)
    {
        var read = new PlanFields();
        return reader.Object(Resource, read) ? Build(read, context) : null;
    }

    private static RecoveryPlan Build(PlanFields read, ReadContext context)
    {
        ArmId id = read.Id ?? throw new JsonSerializationException("A recovery plan without an id.");
        ReplicationArchitecture[] architectures = [.. read.Providers.Select(PhaseRules.ArchitectureOf).Distinct()];
        (string? scenario, ArmId? job) = RunningScenario.Of(read.Scenario, read.JobId);
        int number = 0;
        return new RecoveryPlan
        {
            Id = id,
            Name = string.IsNullOrEmpty(read.Name) ? id.Name : read.Name!,
            Providers = read.Providers,
            Architecture = architectures.Length == 1 ? architectures[0] : ReplicationArchitecture.Unknown,
            IsMixed = architectures.Length > 1,
            // Groups that start VMs count from 1, as the portal shows them; the service adds one for shutdown and one for failover.
            Groups = [.. read.Groups.Select(group => group with { Number = IsBoot(group) ? number += 1 : 0 })],
            AllowedOperations = read.AllowedOperations,
            RunningJobId = job,
            RunningScenario = scenario,
            LastPlannedFailoverTime = read.LastPlanned,
            LastUnplannedFailoverTime = read.LastUnplanned,
            IsComplete = context.IsComplete,
            Vault = context.Vault,
        };
    }

    private static RecoveryPlanGroup? ReadGroup(ref WireReader reader)
    {
        var read = new GroupFields();
        return reader.Object(Group, read)
            ? new RecoveryPlanGroup { Type = read.Type ?? string.Empty, Members = read.Members, StartActions = read.StartActions, EndActions = read.EndActions }
            : null;
    }

    private static RecoveryPlanMember? ReadMember(ref WireReader reader)
    {
        var read = new MemberFields();
        return reader.Object(Member, read) && read.Id is { } id ? new RecoveryPlanMember { Id = id, Name = id.Name } : null;
    }

    private static RecoveryPlanAction? ReadAction(ref WireReader reader)
    {
        var read = new ActionFields();
        return reader.Object(Action, read)
            ? new RecoveryPlanAction
            {
                Name = read.Name ?? string.Empty,
                Kind = read.Kind ?? string.Empty,
                Description = read.Description ?? string.Empty,
                FailoverTypes = read.Types,
                FailoverDirections = read.Directions,
            }
            : null;
    }

    private static bool IsBoot(RecoveryPlanGroup group) => string.Equals(group.Type, "Boot", StringComparison.OrdinalIgnoreCase);

    private sealed class PlanFields
    {
        public ArmId? Id;
        public string? Name;
        public IReadOnlyList<string> Providers = [];
        public IReadOnlyList<string> AllowedOperations = [];
        public DateTimeOffset? LastPlanned;
        public DateTimeOffset? LastUnplanned;
        public string? Scenario;
        public string? JobId;
        public IReadOnlyList<RecoveryPlanGroup> Groups = [];
    }

    private sealed class GroupFields
    {
        public string? Type;
        public IReadOnlyList<RecoveryPlanMember> Members = [];
        public IReadOnlyList<RecoveryPlanAction> StartActions = [];
        public IReadOnlyList<RecoveryPlanAction> EndActions = [];
    }

    private sealed class MemberFields
    {
        public ArmId? Id;
    }

    private sealed class ActionFields
    {
        public string? Name;
        public string? Kind;
        public string? Description;
        public IReadOnlyList<string> Types = [];
        public IReadOnlyList<string> Directions = [];
    }
}
