using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using AvsFailback.Emulator.State;
using Newtonsoft.Json;

namespace AvsFailback.Emulator.Http;

/// <summary>Writes lists in pages from the bytes that resources keep.</summary>
internal static class Lists
{
    private static readonly byte[] Start = Json.Utf8Bytes("{\"value\":[");
    private static readonly byte[] Comma = Json.Utf8Bytes(",");
    private static readonly byte[] End = Json.Utf8Bytes("]}");

    /// <param name="context">The request.</param>
    /// <param name="all">What the list has, in order.</param>
    /// <param name="bytes">How one of them is written.</param>
    /// <param name="nullLink">Whether the last page says <c>"nextLink":null</c>, as Site Recovery does; other providers leave it out.</param>
    public static EmulatedResponse Page<T>(RequestContext context, IReadOnlyList<T> all, Func<T, byte[]> bytes, bool nullLink = true)
    {
        int size = context.Vault.Settings.PageSize;
        int from = Offset(context.Request);
        int to = Math.Min(all.Count, from + size);
        string? next = to < all.Count ? NextLink(context, to) : null;
        return Write(Slice(all, from, to).Select(bytes), next, nullLink);
    }

    public static EmulatedResponse Whole(IEnumerable<byte[]> entries) => Write(entries, null, nullLink: true);

    private static IEnumerable<T> Slice<T>(IReadOnlyList<T> all, int from, int to)
    {
        for (int i = from; i < to; i++)
        {
            yield return all[i];
        }
    }

    private static EmulatedResponse Write(IEnumerable<byte[]> entries, string? next, bool nullLink)
    {
        var body = new List<byte[]> { Start };
        foreach (byte[] entry in entries)
        {
            if (body.Count > 1)
            {
                body.Add(Comma);
            }

            body.Add(entry);
        }

        body.Add(next is null && !nullLink ? End : Json.Utf8Bytes("],\"nextLink\":" + (next is null ? "null" : JsonConvert.ToString(next)) + "}"));
        return EmulatedResponse.Ok(body);
    }

    private static int Offset(EmulatedRequest request)
    {
        if ((request.Parameter("skipToken") ?? request.Parameter("$skipToken")) is not { Length: > 0 } token)
        {
            return 0;
        }

        try
        {
            string text = System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(token));
            if (text.StartsWith("from:", StringComparison.Ordinal) && int.TryParse(text.Substring(5), NumberStyles.None, CultureInfo.InvariantCulture, out int from))
            {
                return from;
            }
        }
        catch (FormatException)
        {
            // Told below, with the other tokens that were never given out.
        }

        throw ArmException.BadRequest("InvalidSkipToken", $"The skip token '{token}' wasn't given by this vault: follow nextLink as it is.");
    }

    private static string NextLink(RequestContext context, int from)
    {
        string token = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes("from:" + from.ToString(CultureInfo.InvariantCulture)));
        IEnumerable<string> kept = context.Request.Query
            .Where(q => !q.Key.Equals("skipToken", StringComparison.OrdinalIgnoreCase) && !q.Key.Equals("$skipToken", StringComparison.OrdinalIgnoreCase))
            .Select(q => $"{Uri.EscapeDataString(q.Key)}={Uri.EscapeDataString(q.Value)}");
        return $"{context.Authority}{context.Request.Uri.AbsolutePath}?{string.Join("&", kept)}&%24skipToken={Uri.EscapeDataString(token)}";
    }
}
