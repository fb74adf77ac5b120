using System;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Azure.Arm;
using AvsFailback.Azure.Emulation;
using AvsFailback.Azure.Identity;
using AvsFailback.Azure.Wire;
using Azure.Core.Pipeline;
using Microsoft.Extensions.DependencyInjection;

namespace AvsFailback.Azure;

/// <summary>Connects to vaults in Azure and to emulated ones.</summary>
public sealed class VaultConnector : IVaultConnector
{
    // An emulator takes any token; one that looks like a secret would only frighten.
    private const string EmulatorToken = "emulator";

    private static readonly Uri PublicCloud = new("https://management.azure.com/");
    private static readonly Uri InProcessEmulator = new("http://avsfailback-emulator.localhost/");

    // For control paths over a port, which outlive no connection in particular.
    private static readonly Lazy<HttpClient> ControlClient = new(static () => ArmPipeline.NewClient(handler: null));

    private readonly HttpMessageHandler? _handler;
    private readonly IClock _clock;
    private readonly HttpClient? _ownControlClient;

    /// <summary>Makes a connector.</summary>
    /// <param name="handler">What all requests go through: an emulator in this process, say. Null for the network. It stays the caller's.</param>
    public VaultConnector(HttpMessageHandler? handler)
        : this(handler, SystemClock.Instance)
    {
    }

    /// <summary>Makes a connector whose vaults in Azure live by another clock.</summary>
    internal VaultConnector(HttpMessageHandler? handler, IClock clock)
    {
        _handler = handler;
        _clock = clock;
        _ownControlClient = handler is null ? null : ArmPipeline.NewClient(handler);
    }

    /// <inheritdoc/>
    public IEmulatorControl ControlOf(Uri? endpoint)
    {
        if (endpoint is null && _handler is null)
        {
            throw new FailbackException("NoEmulator", FailbackErrorCategory.InvalidState, "There is no emulator in this process.", "Connect with -Emulator, or name the endpoint of one that listens.");
        }

        return new EmulatorControl(_ownControlClient ?? ControlClient.Value, endpoint ?? InProcessEmulator);
    }

    /// <inheritdoc/>
    public Task<AvsVault> ConnectAsync(VaultConnectOptions options, CancellationToken cancellationToken) =>
        options.IsEmulator ? ConnectEmulatorAsync(options, cancellationToken) : ConnectAzureAsync(options, cancellationToken);

    private async Task<AvsVault> ConnectEmulatorAsync(VaultConnectOptions options, CancellationToken cancellationToken)
    {
        IEmulatorControl control = ControlOf(options.Endpoint);
        EmulatorState state = await control.GetStateAsync(cancellationToken);
        IClock clock = EmulatorClock.For(control, state);
        ServiceProvider services = Compose(
            state.VaultId, options.Endpoint ?? InProcessEmulator, clock, new AccessTokenSource(EmulatorToken), new EmulatorPolicy(clock as EmulatorClock), isSecret: false);
        return NewVault(services, state.VaultId, options.Endpoint ?? InProcessEmulator, clock, control, state, signIn: null);
    }

    private async Task<AvsVault> ConnectAzureAsync(VaultConnectOptions options, CancellationToken cancellationToken)
    {
        ArmId id = VaultIdOf(options);
        Uri endpoint = options.Endpoint ?? PublicCloud;
        if (!TrustedHosts.IsSafe(endpoint))
        {
            throw new FailbackException("InsecureEndpoint", FailbackErrorCategory.InvalidInput, $"The endpoint '{endpoint}' is not encrypted: no token is sent there.", "Name an https endpoint, or one on this machine.", endpoint);
        }

        var tokens = new SignIn(new AccessTokenSource(options.AccessToken is { Length: > 0 } token ? token
            : throw new FailbackException("NoToken", FailbackErrorCategory.InvalidInput, "To reach a vault in Azure an access token is needed.", "Pass one with -AccessToken.")));
        var clock = new ServiceClock(_clock);
        ServiceProvider services = Compose(id, endpoint, clock, tokens, new ServiceClockPolicy(clock), isSecret: true);
        try
        {
            await VerifyAsync(services.GetRequiredService<ArmClient>(), id, cancellationToken);
            return NewVault(services, id, endpoint, clock, emulator: null, state: null, tokens);
        }
        catch
        {
            services.Dispose();
            throw;
        }
    }

    private ServiceProvider Compose(ArmId id, Uri endpoint, IClock clock, ITokenSource tokens, HttpPipelinePolicy time, bool isSecret)
    {
        var services = new ServiceCollection();
        services.AddSingleton(_ => ArmPipeline.NewClient(_handler));
        services.AddSingleton(_ => clock);
        services.AddSingleton(_ => tokens);
        services.AddSingleton(_ => new TrustedHosts(endpoint, isSecret));
        services.AddSingleton(_ => new VaultPaths(id));
        services.AddSingleton<ResendPolicy>();
        services.AddSingleton<ThrottlePolicy>();
        services.AddSingleton<BearerPolicy>();
        services.AddSingleton(s => ArmPipeline.Build(
            s.GetRequiredService<HttpClient>(), s.GetRequiredService<ResendPolicy>(), s.GetRequiredService<ThrottlePolicy>(), s.GetRequiredService<BearerPolicy>(), time));
        services.AddSingleton(s => new ArmClient(s.GetRequiredService<HttpPipeline>(), endpoint, clock));
        services.AddSingleton<SnapshotExport>();
        services.AddSingleton<SiteRecovery>();
        return services.BuildServiceProvider();
    }

    private static AvsVault NewVault(ServiceProvider services, ArmId id, Uri endpoint, IClock clock, IEmulatorControl? emulator, EmulatorState? state, SignIn? signIn)
    {
        SiteRecovery service = services.GetRequiredService<SiteRecovery>();
        service.Vault = new AvsVault(id, endpoint, new VaultConnection(service, clock, emulator, state?.ClockMode, account: null, services, signIn) { EmulatorLife = state?.Life });
        return service.Vault;
    }

    private static ArmId VaultIdOf(VaultConnectOptions options) =>
        options.VaultId is not { } id
            ? throw new FailbackException("NoVault", FailbackErrorCategory.InvalidInput, "To connect to Azure the vault has to be named.", "Name the vault by its id, or by subscription, resource group and name.")
        : !string.Equals(id.ResourceType, "Microsoft.RecoveryServices/vaults", StringComparison.OrdinalIgnoreCase)
            ? throw new FailbackException("NoVault", FailbackErrorCategory.InvalidInput, $"'{id}' is not the id of a Recovery Services vault.", "One ends in '/providers/Microsoft.RecoveryServices/vaults/' and the vault's name.", id)
        : id;

    private static async Task VerifyAsync(ArmClient arm, ArmId id, CancellationToken cancellationToken)
    {
        try
        {
            await arm.GetAsync(VaultPaths.VaultItself(id), static (ref r) => r.Tree(), cancellationToken);
        }
        catch (ServiceException e) when (e.Status == 404)
        {
            throw new FailbackException(
                "VaultNotFound",
                FailbackErrorCategory.NotFound,
                $"There is no vault '{id.Name}' in resource group '{id.ResourceGroupName}' of subscription '{id.SubscriptionId}' ({e.Code}).",
                "Check the three names, and that the account that is signed in may see the vault.",
                id,
                e)
            {
                ServiceErrors = e.ServiceErrors,
            };
        }
    }
}
