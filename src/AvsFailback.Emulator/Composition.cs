using System;
using AvsFailback.Emulator.Clock;
using AvsFailback.Emulator.Faults;
using AvsFailback.Emulator.Http;
using AvsFailback.Emulator.Operations;
using AvsFailback.Emulator.Operations.Plans;
using AvsFailback.Emulator.Snapshots;
using AvsFailback.Emulator.State;
using Microsoft.Extensions.DependencyInjection;

namespace AvsFailback.Emulator;

/// <summary>Puts the parts together.</summary>
internal static class Composition
{
    public static ServiceProvider Build(EmulatorSettings settings) => Build(settings, SnapshotFile.Open(settings));

    public static ServiceProvider Build(EmulatorSettings settings, SnapshotFile snapshot)
    {
        DateTimeOffset start = snapshot.Start;
        ServiceProvider services = new ServiceCollection()
            .AddSingleton(settings)
            .AddSingleton(_ => new EmulatorClock(settings.ClockMode, settings.Scale, start))
            .AddSingleton(snapshot.Identity)
            .AddSingleton<Vault>()
            .AddSingleton<JobBook>()
            .AddSingleton<FaultBook>()
            .AddSingleton<RequestLog>()
            .AddSingleton<TokenBuckets>()
            .AddSingleton<SignedUrls>()
            .AddSingleton<FailoverEffects>()
            .AddSingleton<ReprotectEffects>()
            .AddSingleton<JobOperation, ReprotectOperation>()
            .AddSingleton<JobOperation, UnplannedFailoverOperation>()
            .AddSingleton<JobOperation, PlannedFailoverOperation>()
            .AddSingleton<JobOperation, FailoverCommitOperation>()
            .AddSingleton<JobOperation, FailoverCancelOperation>()
            .AddSingleton<JobOperation, RefreshVaultHealthOperation>()
            .AddSingleton<ItemHold>()
            .AddSingleton<JobEngine>()
            .AddSingleton<PlanPreflight>()
            .AddSingleton<PlanMembers>()
            .AddSingleton<PlanFace>()
            .AddSingleton<PlanEngine>()
            .AddSingleton<Aftermath>()
            .AddSingleton<IEventHandler>(s => s.GetRequiredService<JobEngine>())
            .AddSingleton<IEventHandler>(s => s.GetRequiredService<PlanEngine>())
            .AddSingleton<IEventHandler>(s => s.GetRequiredService<Aftermath>())
            .AddSingleton<LongRunning>()
            .AddSingleton<OtherRoutes>()
            .AddSingleton<IRoutes>(s => s.GetRequiredService<LongRunning>())
            .AddSingleton<IRoutes>(s => s.GetRequiredService<OtherRoutes>())
            .AddSingleton<IRoutes, ItemRoutes>()
            .AddSingleton<IRoutes, PlanRoutes>()
            .AddSingleton<IRoutes, JobRoutes>()
            .AddSingleton<IRoutes, VaultRoutes>()
            .AddSingleton<IRoutes, VaultEvents>()
            .AddSingleton<IRoutes, SubscriptionRoutes>()
            .AddSingleton<IRoutes, ComputeRoutes>()
            .AddSingleton<ArmService>()
            .AddSingleton<SnapshotReader>()
            .AddSingleton<SnapshotWriter>()
            .AddSingleton<ControlService>()
            .AddSingleton<Transcript>()
            .AddSingleton<Pipeline>()
            .BuildServiceProvider();
        try
        {
            // The service knows by what names its operations go, for the faults that a snapshot brings.
            services.GetRequiredService<ArmService>();
            services.GetRequiredService<SnapshotReader>().Read(snapshot);
            return services;
        }
        catch
        {
            services.Dispose();
            throw;
        }
    }
}
