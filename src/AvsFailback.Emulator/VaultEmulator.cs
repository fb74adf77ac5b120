using System;
using System.Collections.Generic;
using System.Net.Http;
using AvsFailback.Emulator.Http;
using AvsFailback.Emulator.State;
using Microsoft.Extensions.DependencyInjection;

namespace AvsFailback.Emulator;

/// <summary>A vault emulator: Azure Site Recovery as it behaves, with the Compute VMs and other resources that a failback looks at.</summary>
public sealed class VaultEmulator : IDisposable
{
    private readonly ServiceProvider _services;
    private readonly Pipeline _pipeline;
    private readonly object _gate = new();
    private LoopbackServer? _server;

    private VaultEmulator(ServiceProvider services)
    {
        _services = services;
        _pipeline = services.GetRequiredService<Pipeline>();
        VaultId = services.GetRequiredService<Vault>().Identity.Id;
    }

    /// <summary>Gets the address at which the emulator listens; null while it doesn't.</summary>
    public Uri? Address => _server?.Address;

    /// <summary>Gets the ARM id of the vault.</summary>
    public string VaultId { get; }

    /// <summary>Makes an emulator. Without a snapshot it holds a small vault of ten VMs that run in Azure after a failover, and four recovery plans.</summary>
    /// <param name="options">
    /// All optional: "snapshot" (path of a file), "clock" (real, scaled or virtual; default scaled), "scale" (emulated seconds for each real one, default 60),
    /// "seed" (an integer), "startTime" (an ISO instant), "publicEndpoint" (the address that URLs in answers show), "throttling", "namesRunningJob", "busyItemsOfferNothing" and "scriptsRunAtFailback" (true or false), "commitDeletes" (vm, nics or all),
    /// "transcript" (a folder where every exchange is written down; by default the one that the environment variable AVSFAILBACK_EMULATOR_TRANSCRIPT names).
    /// </param>
    /// <returns>The emulator; it listens on no port until <see cref="Start"/>.</returns>
    /// <exception cref="ArgumentException">An option is unknown, or its value doesn't fit; the message says what would.</exception>
    /// <exception cref="FormatException">The snapshot can't be read; the message tells the place and what to put right.</exception>
    public static VaultEmulator Create(IDictionary<string, string> options)
    {
        if (options is null)
        {
            throw new ArgumentNullException(nameof(options));
        }

        ServiceProvider services = Composition.Build(EmulatorSettings.Read(options));
        try
        {
            return new VaultEmulator(services);
        }
        catch
        {
            // The transcript's folder can't be written to.
            services.Dispose();
            throw;
        }
    }

    /// <summary>Makes a handler that answers in-process; each may be used by several clients at once.</summary>
    /// <returns>The handler. It throws <see cref="HttpRequestException"/> where a fault drops the connection.</returns>
    public HttpMessageHandler CreateHandler() => new EmulatorHandler(_pipeline);

    /// <summary>Begins to listen on a loopback port.</summary>
    /// <param name="port">The port; 0 for any that is free.</param>
    /// <returns>The address.</returns>
    /// <exception cref="InvalidOperationException">The emulator listens already.</exception>
    public Uri Start(int port)
    {
        if (port is < 0 or > 65535)
        {
            throw new ArgumentOutOfRangeException(nameof(port), port, "A port is a number from 0 (any free one) to 65535.");
        }

        lock (_gate)
        {
            if (_server is not null)
            {
                throw new InvalidOperationException($"The emulator listens already at {_server.Address}: stop it first.");
            }

            _server = LoopbackServer.Start(_pipeline, port);
            return _server.Address;
        }
    }

    /// <summary>Ceases to listen; the state stays, and handlers go on answering.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            _server?.Dispose();
            _server = null;
        }
    }

    /// <summary>Stops listening and lets go of everything.</summary>
    public void Dispose()
    {
        Stop();
        _services.Dispose();
    }
}
