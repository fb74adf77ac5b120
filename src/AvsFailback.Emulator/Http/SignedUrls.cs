using System;
using System.Collections.Generic;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using AvsFailback.Emulator.State;

namespace AvsFailback.Emulator.Http;

/// <summary>Signs the URLs of long-running operations: over 2 KB of t, c, s and h since August 2023 (contract §2).</summary>
internal sealed class SignedUrls
{
    private const int CertificateLength = 1850;
    private const int SignatureLength = 342;

    private readonly byte[] _key;
    private readonly string _certificate;
    private readonly Identifiers _ids;

    public SignedUrls(Vault vault)
    {
        _ids = vault.Ids;
        _key = Encoding.UTF8.GetBytes(_ids.Hex(64, "signing-key"));
        _certificate = Letters(CertificateLength, "certificate");
    }

    /// <summary>Appends the signed parameters to a URL that ends with its api-version.</summary>
    public string Sign(string url, string operation, DateTimeOffset at)
    {
        string time = at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
        return $"{url}&t={Uri.EscapeDataString(time)}&c={_certificate}&s={Letters(SignatureLength, "signature", operation)}&h={Mark(operation, time)}";
    }

    public bool Holds(IReadOnlyDictionary<string, string> query, string operation) =>
        query.TryGetValue("t", out string? time) && query.TryGetValue("c", out string? certificate)
        && query.TryGetValue("s", out string? signature) && query.TryGetValue("h", out string? mark)
        && certificate == _certificate && signature == Letters(SignatureLength, "signature", operation) && mark == Mark(operation, time);

    private string Mark(string operation, string time)
    {
        using var hash = new HMACSHA256(_key);
        return Convert.ToBase64String(hash.ComputeHash(Encoding.UTF8.GetBytes(operation.ToUpperInvariant() + "|" + time)))
            .TrimEnd('=').Replace('+', '-').Replace('/', '_');
    }

    private string Letters(int length, params string[] words)
    {
        byte[] bytes = new byte[(length * 3 / 4) + 16];
        for (int i = 0; i * 16 < bytes.Length; i++)
        {
            byte[] some = new Guid(_ids.Guid([.. words, i.ToString(CultureInfo.InvariantCulture)])).ToByteArray();
            Array.Copy(some, 0, bytes, i * 16, Math.Min(16, bytes.Length - (i * 16)));
        }

        return Convert.ToBase64String(bytes).Replace('+', '-').Replace('/', '_').Substring(0, length);
    }
}
