using System;
using System.Threading;
using System.Threading.Tasks;

namespace AvsFailback.Core.Tests.Fakes;

/// <summary>Plans are held against the emulator, which runs them; this service has none.</summary>
internal sealed partial class FakeVault
{
    public Task<Page<RecoveryPlan>> ListPlansAsync(string? continuation, CancellationToken cancellationToken) => Task.FromResult(new Page<RecoveryPlan>([], null));

    public Task<RecoveryPlan?> FindPlanAsync(ArmId id, CancellationToken cancellationToken) => Task.FromResult<RecoveryPlan?>(null);

    public Task<StartedOperation> FailBackPlanAsync(RecoveryPlan plan, RecoveryPointChoice point, string clientRequestId, CancellationToken cancellationToken) => throw NoPlans();

    public Task<StartedOperation> CommitPlanAsync(RecoveryPlan plan, string clientRequestId, CancellationToken cancellationToken) => throw NoPlans();

    public Task<StartedOperation> CancelPlanFailoverAsync(RecoveryPlan plan, string clientRequestId, CancellationToken cancellationToken) => throw NoPlans();

    private static InvalidOperationException NoPlans() => new("A test asked for a plan, and this service has none.");
}
