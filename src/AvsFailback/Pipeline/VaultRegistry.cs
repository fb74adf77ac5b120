using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;

namespace AvsFailback.Pipeline;

/// <summary>The vaults that a runspace is connected to. Kept per runspace: runspaces share a process, not a session.</summary>
internal sealed class VaultRegistry
{
    private static readonly ConditionalWeakTable<Runspace, VaultRegistry> Registries = new();

    /// <summary>How long the end of a connection waits for what works on it to say so.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1.5);

    private readonly List<AvsVault> _connected = [];
    // Emulators that a newer one has taken the place of: what is in hand of them lives on, and nothing else keeps them.
    private readonly List<WeakReference<AvsVault>> _superseded = [];
    private readonly Dictionary<AvsVault, IDisposable> _emulators = [];
    private readonly HashSet<AvsVault> _lent = [];
    private bool _lastConnectFailed;

    private VaultRegistry(Runspace runspace) => runspace.StateChanged += OnStateChanged;

    /// <summary>The registry of the runspace whose pipeline thread this is.</summary>
    public static VaultRegistry Current => Of(Runspace.DefaultRunspace ?? throw new InvalidOperationException("There is no runspace on this thread."));

    /// <summary>The registry of a runspace.</summary>
    public static VaultRegistry Of(Runspace runspace) => Registries.GetValue(runspace, static key => new VaultRegistry(key));

    /// <summary>The connected vaults, in the order of their connection.</summary>
    public IReadOnlyList<AvsVault> Connected => _connected;

    /// <summary>
    /// A vault was connected; it gives the one to use. Where the session was connected to the same vault before, that one lives on
    /// with the new token, and so does all that is in hand of it.
    /// </summary>
    /// <param name="vault">The vault.</param>
    /// <param name="emulator">The emulator in this process that is the vault, to be ended with the connection; null if none.</param>
    public AvsVault Add(AvsVault vault, IDisposable? emulator)
    {
        foreach (AvsVault old in _connected.Where(v => v.Id == vault.Id && v.Endpoint == vault.Endpoint).ToArray())
        {
            _connected.Remove(old);
            // An emulator in this process is a vault of its own, each time.
            if (emulator is null && !_emulators.ContainsKey(old) && old.Connection.Renew(vault.Connection))
            {
                vault = old;
            }
            else if (!_lent.Remove(old))
            {
                _superseded.Add(new WeakReference<AvsVault>(old));
                _emulators.Remove(old);
            }
        }

        _connected.Add(vault);
        _lastConnectFailed = false;
        if (emulator is not null)
        {
            _emulators[vault] = emulator;
        }

        return vault;
    }

    /// <summary>A vault of another runspace serves this one too, by default; its connection isn't this one's to end.</summary>
    public void Lend(AvsVault vault)
    {
        _lent.Add(vault);
        _connected.Remove(vault);
        _connected.Add(vault);
    }

    /// <summary>A connect failed: nothing serves by default until the next one succeeds, lest a broken set-up hits another vault.</summary>
    public void ConnectFailed() => _lastConnectFailed = true;

    /// <summary>Ends a connection.</summary>
    public void Remove(AvsVault vault)
    {
        _connected.Remove(vault);
        if (_lent.Remove(vault))
        {
            return;
        }

        vault.Connection.Close(Patience);
        if (_emulators.TryGetValue(vault, out IDisposable? emulator))
        {
            _emulators.Remove(vault);
            emulator.Dispose();
        }
    }

    /// <summary>Ends all connections: the module is being removed, or the session ends.</summary>
    public void Clear()
    {
        foreach (WeakReference<AvsVault> reference in _superseded)
        {
            if (reference.TryGetTarget(out AvsVault? old))
            {
                old.Connection.Close(Patience);
            }
        }

        _superseded.Clear();
        foreach (AvsVault vault in _connected.ToArray())
        {
            Remove(vault);
        }
    }

    /// <summary>The vault to work on where neither a parameter nor a piped object names one.</summary>
    /// <param name="isActing">Whether the cmdlet changes something: then the choice must be plain.</param>
    /// <exception cref="FailbackException">None is connected, or it isn't plain which.</exception>
    public AvsVault Default(bool isActing)
    {
        if (_lastConnectFailed)
        {
            throw new FailbackException("NoDefaultVault", FailbackErrorCategory.InvalidState, "The last Connect-AvsVault failed, so no vault serves by default.", _connected.Count == 0 ? "Connect again." : $"Connect again, or name a connected vault with -Vault: {Names()}.");
        }

        return _connected.Count switch
        {
            0 => throw new FailbackException("NotConnected", FailbackErrorCategory.InvalidState, "This session isn't connected to a vault.", "Connect first: Connect-AvsVault. To try things out without Azure: Connect-AvsVault -Emulator."),
            > 1 when isActing => throw new FailbackException("SeveralVaults", FailbackErrorCategory.Ambiguous, $"This session is connected to {_connected.Count} vaults.", $"Name the one to act on with -Vault: {Names()}."),
            _ => _connected[_connected.Count - 1],
        };
    }

    /// <summary>A connected vault by name or id.</summary>
    /// <exception cref="FailbackException">None or several are named so.</exception>
    public AvsVault Find(string nameOrId)
    {
        AvsVault[] matches = [.. _connected.Where(v => string.Equals(v.Name, nameOrId, StringComparison.OrdinalIgnoreCase) || string.Equals(v.Id.ToString(), nameOrId, StringComparison.OrdinalIgnoreCase))];
        return matches.Length switch
        {
            1 => matches[0],
            0 => throw new FailbackException("VaultNotConnected", FailbackErrorCategory.NotFound, $"This session isn't connected to a vault '{nameOrId}'.", _connected.Count == 0 ? "Connect first: Connect-AvsVault." : $"Connected: {Names()}.", nameOrId),
            _ => throw new FailbackException("AmbiguousVault", FailbackErrorCategory.Ambiguous, $"{matches.Length} connected vaults are named '{nameOrId}'.", $"Give the AvsVault object of Get-AvsVault, or one's id: {string.Join(", ", matches.Select(v => v.Id))}.", nameOrId),
        };
    }

    // Jobs of a session that ends would be cut off in the middle of a word.
    private void OnStateChanged(object? sender, RunspaceStateEventArgs e)
    {
        if (e.RunspaceStateInfo.State is RunspaceState.Closing or RunspaceState.Closed or RunspaceState.Broken)
        {
            Clear();
        }
    }

    private string Names() => string.Join(", ", _connected.Select(v => v.ToString()));
}
