using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;

namespace AvsFailback;

/// <summary>
/// The id of an Azure resource. Compared without case, since Site Recovery writes <c>/Subscriptions/</c> where Compute
/// writes <c>/subscriptions/</c> in one and the same body (asr-contract §1); the text is kept as it was given.
/// </summary>
public sealed class ArmId : IEquatable<ArmId>
{
    // The text alone is kept: a vault of ten thousand items has many of these.
    private readonly string _text;

    // 0 until it was asked for: thousands of items are looked up by it in every round.
    private int _hash;

    private ArmId(string text)
    {
        _text = text;
    }

    /// <summary>The parts between the slashes, in order.</summary>
    public IReadOnlyList<string> Segments => Split(_text);

    /// <summary>The last segment: the name of the resource itself.</summary>
    public string Name => _text.Substring(_text.LastIndexOf('/') + 1);

    /// <summary>The id of the subscription; empty where the id has none.</summary>
    public string SubscriptionId => After("subscriptions") ?? string.Empty;

    /// <summary>The name of the resource group; empty where the id has none.</summary>
    public string ResourceGroupName => After("resourceGroups") ?? string.Empty;

    /// <summary>The resource's type, such as <c>Microsoft.Compute/virtualMachines</c>; empty where the id names no provider.</summary>
    public string ResourceType
    {
        get
        {
            string[] segments = Split(_text);
            int provider = Array.FindLastIndex(segments, segments.Length - 2, segment => Same(segment, "providers"));
            return provider < 0 || provider + 1 >= segments.Length
                ? string.Empty
                : string.Join("/", new[] { segments[provider + 1] }.Concat(segments.Skip(provider + 2).Where((_, i) => i % 2 == 0)));
        }
    }

    /// <summary>The id of the resource that contains this one; null at the top.</summary>
    public ArmId? Parent => Split(_text) is { Length: > 2 } segments ? Parse("/" + string.Join("/", segments.Take(segments.Length - 2))) : null;

    /// <summary>Reads an id.</summary>
    /// <param name="text">The text, such as <c>/subscriptions/…/resourceGroups/…/providers/…</c>.</param>
    /// <exception cref="FormatException">The text is no ARM id.</exception>
    public static ArmId Parse(string text) =>
        TryParse(text, out ArmId? id)
            ? id
            : throw new FormatException($"'{text}' isn't an Azure resource id. One begins with '/subscriptions/' and has no empty part.");

    /// <summary>Reads an id if the text is one.</summary>
    /// <param name="text">The text, or null.</param>
    /// <param name="id">The id; null if the text is none.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out ArmId? id)
    {
        id = null;
        if (text is null || text.Length < 2 || text[0] != '/')
        {
            return false;
        }

        string trimmed = text.TrimEnd('/');
        if (!trimmed.StartsWith("/subscriptions/", StringComparison.OrdinalIgnoreCase) || HasEmptySegment(trimmed))
        {
            return false;
        }

        id = new ArmId(trimmed);
        return true;
    }

    /// <summary>The id of a resource below this one.</summary>
    /// <param name="path">The rest of the id, such as <c>replicationJobs/1234</c>.</param>
    public ArmId Append(string path) => Parse(_text + "/" + path);

    /// <summary>The segment that follows the named one; null if the id has no such part.</summary>
    /// <param name="segment">A type's name, such as <c>replicationFabrics</c>.</param>
    public string? After(string segment)
    {
        int from = ValueOf(segment);
        return from < 0 ? null : _text.Substring(from, EndOf(from) - from);
    }

    /// <summary>The id up to the named part and its value, such as an item's fabric; null if the id has no such part.</summary>
    /// <param name="segment">A type's name, such as <c>replicationFabrics</c>.</param>
    public ArmId? Ancestor(string segment)
    {
        int from = ValueOf(segment);
        return from < 0 ? null : new ArmId(_text.Substring(0, EndOf(from)));
    }

    /// <inheritdoc/>
    public bool Equals(ArmId? other) => other is not null && (ReferenceEquals(_text, other._text) || Same(_text, other._text));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ArmId);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        if (_hash == 0)
        {
            _hash = StringComparer.OrdinalIgnoreCase.GetHashCode(_text);
        }

        return _hash;
    }

    /// <summary>The id's text, as it was given.</summary>
    public override string ToString() => _text;

    /// <summary>Whether two ids are the same, case apart.</summary>
    /// <param name="left">One id.</param>
    /// <param name="right">The other.</param>
    public static bool operator ==(ArmId? left, ArmId? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Whether two ids differ in more than case.</summary>
    /// <param name="left">One id.</param>
    /// <param name="right">The other.</param>
    public static bool operator !=(ArmId? left, ArmId? right) => !(left == right);

    private static bool HasEmptySegment(string text)
    {
        for (int from = 1, end = 0; end < text.Length; from = end + 1)
        {
            end = EndOf(text, from);
            for (int at = from; at < end; at++)
            {
                // No Azure resource has a control character in its name; one would end in an address or on a terminal.
                if (text[at] < ' ' || (text[at] > '~' && ShownText.IsHarmful(text[at])))
                {
                    return true;
                }
            }

            if (from == end || (char.IsWhiteSpace(text[from]) && string.IsNullOrWhiteSpace(text.Substring(from, end - from))))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Where the segment begins that follows the first one of that name; -1 if there is none.</summary>
    private int ValueOf(string segment)
    {
        int from = 1;
        while (true)
        {
            int end = EndOf(from);
            if (end == _text.Length)
            {
                return -1;
            }

            if (end - from == segment.Length && string.Compare(_text, from, segment, 0, segment.Length, StringComparison.OrdinalIgnoreCase) == 0)
            {
                return end + 1;
            }

            from = end + 1;
        }
    }

    private int EndOf(int segment) => EndOf(_text, segment);

    private static int EndOf(string text, int segment) => text.IndexOf('/', segment) is >= 0 and int end ? end : text.Length;

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    private static string[] Split(string text) => text.Length == 0 ? [] : text.Substring(1).Split('/');
}
