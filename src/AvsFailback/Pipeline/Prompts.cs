using System;
using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Host;

namespace AvsFailback.Pipeline;

/// <summary>
/// The questions of a command that acts. Their default is No, and what was typed before one appeared is thrown away: neither a
/// stray Enter nor one that was meant for something else may delete a VM.
/// </summary>
internal sealed class Prompts(PSCmdlet cmdlet)
{
    /// <summary>The id of the error of a host that was to ask and couldn't.</summary>
    public const string Failed = "PromptFailed";

    private bool _yesToAll;
    private bool _noToAll;

    /// <summary>
    /// Does what <c>ShouldProcess</c> does (<c>-WhatIf</c>, <c>-Confirm</c>, <c>$ConfirmPreference</c>), whose own question has the
    /// default Yes; on the pipeline thread.
    /// </summary>
    /// <param name="target">What is acted on.</param>
    /// <param name="action">What is done.</param>
    /// <param name="impact">The impact, which may be more than the class's.</param>
    public bool ShouldProcess(string target, string action, ConfirmImpact impact)
    {
        if (!HostCapabilities.IsPromptDue(cmdlet, impact))
        {
            return cmdlet.ShouldProcess(target, action);
        }

        HostCapabilities.DemandPrompt(cmdlet);
        return AskOneOfMany(
            $"Performing the operation \"{action}\" on target \"{target}\".", $"Confirm{Environment.NewLine}Are you sure you want to perform this action?", ref _yesToAll, ref _noToAll);
    }

    /// <summary>Asks a question that more of its kind may follow, so that one answer can be for all.</summary>
    public bool AskOneOfMany(string query, string caption, ref bool yesToAll, ref bool noToAll)
    {
        if (!yesToAll && !noToAll)
        {
            Flush(cmdlet.Host);
        }

        try
        {
            return cmdlet.ShouldContinue(query, caption, hasSecurityImpact: true, ref yesToAll, ref noToAll);
        }
#pragma warning disable CA1031 // Each host fails in its own way.
        catch (Exception e) when (e is not PipelineStoppedException)
#pragma warning restore CA1031
        {
            throw NotAsked(e);
        }
    }

    /// <summary>Asks a question that stands alone.</summary>
    public bool Ask(string query, string caption)
    {
        Flush(cmdlet.Host);
        var choices = new Collection<ChoiceDescription> { new("&Yes", "Do it."), new("&No", "Don't do it.") };
        try
        {
            return cmdlet.Host.UI.PromptForChoice(caption, query, choices, defaultChoice: 1) == 0;
        }
#pragma warning disable CA1031 // Each host fails in its own way.
        catch (Exception e) when (e is not PipelineStoppedException)
#pragma warning restore CA1031
        {
            throw NotAsked(e);
        }
    }

    /// <summary>A host that is gone, or that can't ask after all, has given no answer; that is no yes.</summary>
    private static FailbackException NotAsked(Exception why) => new(
        Failed, FailbackErrorCategory.InvalidState, $"This host failed to ask: {why.Message.TrimEnd('.')}.", "Run the command where somebody can answer, or say by its parameters what you want. No answer counts as no.", null, why);

    /// <summary>Throws away what was typed ahead, where the host can.</summary>
    private static void Flush(PSHost host)
    {
        try
        {
            host.UI?.RawUI?.FlushInputBuffer();
            // On Unix the console host's own flush does nothing.
            while (host.Name == "ConsoleHost" && !Console.IsInputRedirected && Console.KeyAvailable)
            {
                Console.ReadKey(intercept: true);
            }
        }
#pragma warning disable CA1031 // A host without a keyboard says so in whatever way; it has nothing to throw away.
        catch (Exception e) when (e is not PipelineStoppedException)
#pragma warning restore CA1031
        {
            // The question has the default No all the same.
        }
    }
}
