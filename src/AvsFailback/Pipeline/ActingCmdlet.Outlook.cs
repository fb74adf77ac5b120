using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using AvsFailback.Engine;
using AvsFailback.Readiness;

namespace AvsFailback.Pipeline;

/// <summary>What is said before anything is done: what will really happen, and what to think about.</summary>
public abstract partial class ActingCmdlet
{
    private readonly HashSet<string> _sharedWarnings = new(StringComparer.Ordinal);

    /// <summary>Where nothing is to be done, nobody is asked, and nothing may be asked for either: the engine only looks and says so.</summary>
    private async Task<ItemRequest?> NothingAsync(ItemRequest request, Outlook outlook)
    {
        if (!await OnPipelineAsync(() => HostCapabilities.IsWhatIf(this)))
        {
            return request with { Actions = [] };
        }

        await OnPipelineAsync(() => ShouldProcess($"{request.Item.Name} ({outlook.Text}) in vault {request.Item.Vault}", "Nothing"));
        return null;
    }

    private void Warn(ReplicatedItem item, FailbackReadiness? readiness)
    {
        foreach (ReadinessCheck warning in readiness?.Warnings ?? [])
        {
            // What is shared by many VMs is said once.
            bool isShared = warning.RuleId[0] == 'I';
            string text = $"{warning.RuleId}: {warning.Evidence}. {warning.Remedy}".TrimEnd();
            if (!isShared || _sharedWarnings.Add(text))
            {
                PostWarning(isShared ? text : $"{item.Name}: {text}");
            }
        }
    }

    /// <summary>What will happen first, and what the step does.</summary>
    private string Describe(ReplicatedItem item, Outlook outlook) =>
        string.Join("; ", new[] { outlook.Text, Describe(item, outlook.Readiness) }.Where(part => part.Length > 0));
}
