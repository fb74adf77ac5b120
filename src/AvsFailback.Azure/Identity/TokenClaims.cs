using System;
using System.IO;
using AvsFailback.Azure.Wire;
using Newtonsoft.Json;

namespace AvsFailback.Azure.Identity;

/// <summary>Tells from a token whom it is for: for display only, since nothing of it is validated here.</summary>
internal static class TokenClaims
{
    private static readonly FieldMap<Claims> Fields = new()
    {
        ["upn"] = static (ref r, t) => t.UserName = r.Text(),
        ["appid"] = static (ref r, t) => t.ApplicationId = r.Text(),
        ["oid"] = static (ref r, t) => t.ObjectId = r.Text(),
    };

    /// <summary>The user's name, else the application's id, else the object's id; null if the token doesn't tell.</summary>
    public static string? AccountOf(string token)
    {
        string[] parts = token.Split('.');
        if (parts.Length != 3)
        {
            return null;
        }

        try
        {
            string base64 = parts[1].Replace('-', '+').Replace('_', '/');
            byte[] payload = Convert.FromBase64String(base64.PadRight((base64.Length + 3) / 4 * 4, '='));
            var reader = new WireReader(payload);
            Claims claims = reader.Root(static (ref r) =>
            {
                var read = new Claims();
                r.Object(Fields, read);
                return read;
            });
            return claims.UserName ?? claims.ApplicationId ?? claims.ObjectId;
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            return null;
        }
    }

    private sealed class Claims
    {
        public string? UserName;
        public string? ApplicationId;
        public string? ObjectId;
    }
}
