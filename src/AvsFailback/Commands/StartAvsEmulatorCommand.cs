using System;
using System.Collections.Generic;
using System.Globalization;
using System.Management.Automation;
using AvsFailback.ModuleLoading;
using AvsFailback.Pipeline;

namespace AvsFailback.Commands;

/// <summary>
/// Starts a vault emulator as an HTTP endpoint on loopback, for this module or any other client of Azure Resource Manager.
/// It lives in this process, until <c>Stop-AvsEmulator</c> or the session's end, and reaches no Azure. To use the emulator
/// from this session alone, <c>Connect-AvsVault -Emulator</c> is enough. It returns the emulator with its address.
/// </summary>
/// <example>
/// <code>
/// $emulator = Start-AvsEmulator -Clock Virtual
/// Connect-AvsVault -Emulator -Endpoint $emulator.Address
/// </code>
/// Starts an emulator on a free port and connects to it; no wait of this module takes real time.
/// </example>
/// <example>
/// <code>Start-AvsEmulator -Port 8080 -Snapshot ./dr-vault.json</code>
/// Serves what a snapshot of a vault holds, on a fixed port.
/// </example>
/// <example>
/// <code>Start-AvsEmulator -Scale 600</code>
/// Starts an emulator where ten minutes pass in each second: another client, which waits by the wall clock, soon sees a job end.
/// </example>
[Cmdlet(VerbsLifecycle.Start, "AvsEmulator")]
[OutputType(typeof(AvsEmulator))]
public sealed class StartAvsEmulatorCommand : PSCmdlet
{
    /// <summary>The port; any free one by default.</summary>
    [Parameter]
    [ValidateRange(0, 65535)]
    public int Port { get; set; }

    /// <summary>A snapshot to load; by default a built-in vault of ten VMs.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Snapshot { get; set; }

    /// <summary>How its time runs: Scaled (about a minute a second; the default), Virtual (waits of this module take no time), or Real.</summary>
    [Parameter]
    public EmulatorClockMode Clock { get; set; } = EmulatorClockMode.Scaled;

    /// <summary>How many emulated seconds pass in a real one while the clock is scaled; 60 by default.</summary>
    [Parameter]
    [ValidateRange(0.001, 1_000_000.0)]
    public double Scale { get; set; }

    /// <summary>The address that its URLs show, where clients reach it by another one, such as that of a TLS proxy.</summary>
    [Parameter]
    public Uri? PublicEndpoint { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        EmulatorHandle? handle = null;
        try
        {
            var options = new Dictionary<string, string> { ["clock"] = Clock.ToString().ToLower(CultureInfo.InvariantCulture) };
            if (Snapshot is { } snapshot)
            {
                options["snapshot"] = FilePaths.Existing(this, snapshot);
            }

            if (MyInvocation.BoundParameters.ContainsKey(nameof(Scale)))
            {
                options["scale"] = Clock == EmulatorClockMode.Scaled
                    ? Scale.ToString(CultureInfo.InvariantCulture)
                    : throw new ArgumentException($"-Scale is for a scaled clock, and this one is {Clock.ToString().ToLower(CultureInfo.InvariantCulture)}.", nameof(Scale));
            }

            if (PublicEndpoint is { } endpoint)
            {
                options["publicEndpoint"] = endpoint.ToString();
            }

            handle = EmulatorFactory.CreateEmulator(options);
            var emulator = new AvsEmulator(handle.Start(Port), ArmId.Parse(handle.VaultId), Clock, handle);
            EmulatorRegistry.Current.Add(emulator);
            handle = null;
            WriteObject(emulator);
        }
        catch (FailbackException e)
        {
            ThrowTerminatingError(ErrorRecords.From(e, Snapshot));
        }
        catch (Exception e) when (e is ArgumentException or FormatException or System.Net.HttpListenerException or System.Net.Sockets.SocketException)
        {
            ThrowTerminatingError(ErrorRecords.From(new FailbackException("EmulatorNotStarted", FailbackErrorCategory.InvalidInput, $"The emulator didn't start: {e.Message}", Port == 0 ? "Correct it and start again." : $"If something else listens on port {Port}, choose another, or leave -Port out.", (object?)Snapshot ?? Port, e), null));
        }
        finally
        {
            handle?.Dispose();
        }
    }
}
