using System;
using System.Collections.Generic;
using System.Linq;

namespace AvsFailback.Azure.Wire;

/// <summary>Network addresses as the service writes them.</summary>
internal static class Addresses
{
    /// <summary>The addresses one by one: the service joins several with an underscore (asr-contract §12).</summary>
    public static IReadOnlyList<string> Split(IReadOnlyList<string?> texts)
    {
        List<string>? addresses = null;
        foreach (string? text in texts)
        {
            if (!string.IsNullOrEmpty(text))
            {
                foreach (string part in text!.IndexOf('_') < 0 ? [text] : text.Split('_'))
                {
                    string address = part.Trim();
                    addresses ??= [];
                    if (address.Length > 0 && !addresses.Contains(address, StringComparer.OrdinalIgnoreCase))
                    {
                        addresses.Add(address);
                    }
                }
            }
        }

        return addresses is null ? [] : addresses.ToArray();
    }
}
