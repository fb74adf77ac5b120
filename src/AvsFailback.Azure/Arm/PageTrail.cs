using System;
using System.Runtime.CompilerServices;

namespace AvsFailback.Azure.Arm;

/// <summary>
/// Follows a list from page to page and stops one that leads nowhere: links that go in a circle, the same page under ever new
/// links, empty pages without end. A circle of any length is found by one remembered page, which is replaced at doubling
/// distances (Brent), so that a list of any length needs no memory. The trail hangs on the continuation's own string, which
/// callers give back as it is.
/// </summary>
internal sealed class PageTrail
{
    /// <summary>How many empty pages in a row are followed. A filter of the service may leave some empty.</summary>
    public const int MaxEmpty = 50;

    /// <summary>How many pages a list may have: a hundred times the largest vault that is known.</summary>
    public const int MaxPages = 10_000;

    private readonly ConditionalWeakTable<string, Place> _places = new();

    /// <summary>Takes note of a page and of where it leads.</summary>
    /// <param name="continuation">What led to the page; null for the first.</param>
    /// <param name="page">The page.</param>
    /// <exception cref="FailbackException">The list doesn't end.</exception>
    public Page<T> Follow<T>(string? continuation, Page<T> page)
    {
        if (page.Continuation is not { } next)
        {
            return page;
        }

        Place before = continuation is not null && _places.TryGetValue(continuation, out Place? known) ? known : new Place(0, 0, 1, null);
        int number = before.Number + 1;
        int empty = page.Items.Count == 0 ? before.Empty + 1 : 0;
        string mark = Mark(page, next);
        if (next == continuation || mark == before.Mark || empty > MaxEmpty || number >= MaxPages)
        {
            throw new FailbackException(
                "EndlessList",
                FailbackErrorCategory.Service,
                empty > MaxEmpty || number >= MaxPages
                    ? $"The service's list doesn't end: after {number} pages{(empty > MaxEmpty ? $", the last {empty} of them empty," : string.Empty)} it still names another."
                    : $"The service's list leads in a circle: page {number} came before.",
                "This is a fault of the service, or of a proxy between here and it: rerun the command later. Nothing was taken from the list.");
        }

        bool isMilestone = number >= before.Milestone;
        _places.Remove(next);
        _places.Add(next, new Place(number, empty, isMilestone ? before.Milestone * 2 : before.Milestone, isMilestone ? mark : before.Mark));
        return page;
    }

    /// <summary>What a page is recognised by: its ends, since a service that repeats itself may make its links new; without ids, the link.</summary>
    private static string Mark<T>(Page<T> page, string next) =>
        page.Items.Count > 0 && IdOf(page.Items[0]) is { } first && IdOf(page.Items[page.Items.Count - 1]) is { } last ? $"{page.Items.Count} {first} {last}" : next;

    private static ArmId? IdOf(object? entry) => entry switch
    {
        ReplicatedItem item => item.Id,
        FailbackJob job => job.Id,
        RecoveryPlan plan => plan.Id,
        AzureVm vm => vm.Id,
        _ => null,
    };

    private sealed class Place(int number, int empty, int milestone, string? mark)
    {
        public int Number { get; } = number;

        public int Empty { get; } = empty;

        public int Milestone { get; } = milestone;

        public string? Mark { get; } = mark;
    }
}
