using System;
using System.Collections.Generic;
using System.Management.Automation;
using AvsFailback.Completion;

namespace AvsFailback.Pipeline;

/// <summary>A cmdlet that works on a vault.</summary>
public abstract class VaultCmdlet : AsyncCmdlet
{
    private readonly Dictionary<AvsVault, DateTimeOffset> _ends = [];

    /// <summary>The vault, or its name; by default the one that this session is connected to.</summary>
    [Parameter]
    [VaultTransformation]
    [ArgumentCompleter(typeof(VaultCompleter))]
    public AvsVault? Vault { get; set; }

    /// <summary>Whether the cmdlet changes something: then it takes no vault for granted while several are connected.</summary>
    private protected virtual bool IsActing => false;

    /// <summary>How long the command may wait at most; null for no limit.</summary>
    private protected virtual TimeSpan? TimeLimit => null;

    /// <summary>When the command's time is over, by a vault's clock; null for no limit. It runs from the first time that this is asked.</summary>
    private protected virtual DateTimeOffset? EndOf(AvsVault vault)
    {
        if (TimeLimit is not { } limit)
        {
            return null;
        }

        if (!_ends.TryGetValue(vault, out DateTimeOffset end))
        {
            end = Instants.After(vault.Connection.Clock.UtcNow, limit);
            _ends.Add(vault, end);
        }

        return end;
    }

    /// <inheritdoc/>
    private protected override void ShowNotices()
    {
        foreach (AvsVault vault in VaultRegistry.Current.Connected)
        {
            while (vault.Connection.Notices.TryTake(out string? text))
            {
                WriteWarning(text);
            }
        }
    }

    /// <summary>The vault to work on: the parameter's, else the piped object's, else the session's.</summary>
    /// <param name="own">The vault that a piped object carries.</param>
    /// <exception cref="FailbackException">There is none, it isn't plain which, or it has been disconnected.</exception>
    private protected AvsVault ResolveVault(AvsVault? own = null)
    {
        AvsVault vault = Vault ?? own ?? VaultRegistry.Current.Default(IsActing);
        return vault.IsConnected
            ? vault
            : throw new FailbackException("Disconnected", FailbackErrorCategory.InvalidState, $"The vault {vault} has been disconnected.", "Connect again with Connect-AvsVault, and read the objects again: those at hand belong to the ended connection.", own is null ? vault : own);
    }
}
