using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.State;

/// <summary>JSON in and out, with instants left as the text they are.</summary>
internal static class Json
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private static readonly JsonSerializer Serializer = JsonSerializer.Create(new JsonSerializerSettings
    {
        ContractResolver = new Newtonsoft.Json.Serialization.CamelCasePropertyNamesContractResolver
        {
            NamingStrategy = new Newtonsoft.Json.Serialization.CamelCaseNamingStrategy(processDictionaryKeys: false, overrideSpecifiedNames: true),
        },
        NullValueHandling = NullValueHandling.Ignore,
        DateFormatString = Instants.Format,
        DateParseHandling = DateParseHandling.None,
        Culture = CultureInfo.InvariantCulture,
        MissingMemberHandling = MissingMemberHandling.Error,
    });

    public static JToken Parse(string text, bool withLines = false)
    {
        using var reader = new JsonTextReader(new StringReader(text)) { DateParseHandling = DateParseHandling.None };
        JToken token = JToken.ReadFrom(reader, new JsonLoadSettings { LineInfoHandling = withLines ? LineInfoHandling.Load : LineInfoHandling.Ignore });
        if (reader.Read() && reader.TokenType != JsonToken.Comment)
        {
            throw new JsonReaderException("There is more text after the end of the JSON.", reader.Path, reader.LineNumber, reader.LinePosition, null);
        }

        return token;
    }

    public static byte[] Bytes(JToken token) => Bytes(writer => token.WriteTo(writer));

    /// <summary>What <paramref name="write"/> writes, by buffers that each thread keeps: bodies are written all the time.</summary>
    public static byte[] Bytes(Action<JsonWriter> write)
    {
        StreamWriter text = _text ??= new StreamWriter(new MemoryStream(16384), Utf8, 4096);
        var stream = (MemoryStream)text.BaseStream;
        stream.SetLength(0);
        try
        {
            using (var writer = new JsonTextWriter(text) { DateFormatString = Instants.Format, CloseOutput = false, AutoCompleteOnClose = false, ArrayPool = CharPool.Shared })
            {
                write(writer);
            }

            text.Flush();
            return stream.ToArray();
        }
        catch
        {
            // What is left in the buffers is nobody's.
            _text = null;
            throw;
        }
    }

    [ThreadStatic]
    private static StreamWriter? _text;

    /// <summary>The buffer that each thread's writer escapes texts in.</summary>
    private sealed class CharPool : IArrayPool<char>
    {
        [ThreadStatic]
        private static char[]? _kept;

        public static CharPool Shared { get; } = new();

        public char[] Rent(int minimumLength)
        {
            char[]? kept = _kept;
            _kept = null;
            return kept is not null && kept.Length >= minimumLength ? kept : new char[Math.Max(minimumLength, 256)];
        }

        public void Return(char[]? array) => _kept = array;
    }

    public static byte[] Utf8Bytes(string text) => Utf8.GetBytes(text);

    /// <summary>An object of ours as JSON in camel case, without nulls.</summary>
    public static JObject From(object value) => (JObject)Parse(FromText(value));

    public static T To<T>(JToken token) => token.ToObject<T>(Serializer)!;

    public static JArray Array(IEnumerable<string> values) => new(values.Select(v => (object)v).ToArray());

    public static string? Text(this JToken? token, string key) => token is JObject o && o[key] is JValue { Value: not null } v
        ? Convert.ToString(v.Value, CultureInfo.InvariantCulture)
        : null;

    /// <summary>A member read without case, since key case varies between the service's versions (contract §12).</summary>
    public static JToken? Member(this JToken? token, string key) => (token as JObject)?.GetValue(key, StringComparison.OrdinalIgnoreCase);

    public static string? MemberText(this JToken? token, string key) => token.Member(key) is JValue { Value: not null } v
        ? Convert.ToString(v.Value, CultureInfo.InvariantCulture)
        : null;

    /// <summary>Sets a member; a new one goes right after <paramref name="after"/>, since the order of keys is the service's.</summary>
    public static void SetAfter(this JObject target, string after, string key, JToken value)
    {
        if (target.Property(key) is { } existing)
        {
            existing.Value = value;
        }
        else if (target.Property(after) is { } anchor)
        {
            anchor.AddAfterSelf(new JProperty(key, value));
        }
        else
        {
            target.Add(key, value);
        }
    }

    private static string FromText(object value)
    {
        var text = new StringWriter(CultureInfo.InvariantCulture);
        using (var writer = new JsonTextWriter(text) { DateFormatString = Instants.Format })
        {
            Serializer.Serialize(writer, value);
        }

        return text.ToString();
    }
}
