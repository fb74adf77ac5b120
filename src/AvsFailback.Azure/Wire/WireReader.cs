using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using AvsFailback.Azure.Arm;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Azure.Wire;

/// <summary>Reads one value.</summary>
internal delegate T WireRead<out T>(ref WireReader reader);

/// <summary>Reads one value of the vault that the context tells.</summary>
internal delegate T WireReadIn<out T>(ref WireReader reader, ReadContext context);

/// <summary>Reads the value of a field into what the object's fields are read into.</summary>
internal delegate void FieldRead<in T>(ref WireReader reader, T target);

/// <summary>
/// Reads an answer forward, token by token, as tolerantly as the service writes it: booleans and numbers may be strings,
/// dates have many forms, fields come in any order and case, and more of them than are known (asr-contract §12).
/// Each method begins on the first token of a value and ends on its last. It works on the bytes as they came: most of a long
/// list is passed over, and no string is made of that.
/// </summary>
internal ref struct WireReader
{
    private static readonly byte[] ByteOrderMark = [0xEF, 0xBB, 0xBF];

    private readonly byte[] _bytes;
    private readonly int _from;
    private Utf8JsonReader _json;

    /// <summary>Reads a body that stays the caller's, and as it is while it is read.</summary>
    public WireReader(BodyBuffer body)
        : this(body.Bytes, body.Length)
    {
    }

    public WireReader(TextReader body)
        : this(Encoding.UTF8.GetBytes(body.ReadToEnd()))
    {
    }

    public WireReader(byte[] body)
        : this(body, body.Length)
    {
    }

    private WireReader(byte[] bytes, int length)
    {
        _bytes = bytes;
        _from = new ReadOnlySpan<byte>(bytes, 0, length).StartsWith(ByteOrderMark) ? ByteOrderMark.Length : 0;
        _json = new Utf8JsonReader(new ReadOnlySpan<byte>(bytes, _from, length - _from));
    }

    /// <summary>Where the value stands in the body; a text's without its quotation mark.</summary>
    private readonly int At => _from + (int)_json.TokenStartIndex + (_json.TokenType == JsonTokenType.String ? 1 : 0);

    /// <summary>Reads the whole body as one value.</summary>
    /// <exception cref="Newtonsoft.Json.JsonReaderException">The body is no JSON, or is cut short.</exception>
    public T Root<T>(WireRead<T> read)
    {
        try
        {
            Next();
            return read(ref this);
        }
        catch (System.Text.Json.JsonException e)
        {
            throw new JsonReaderException(e.Message, e);
        }
    }

    /// <summary>Reads an object's known fields; false if the value isn't an object.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public bool Object<T>(FieldMap<T> fields, T target)
    {
        if (_json.TokenType != JsonTokenType.StartObject)
        {
            Skip();
            return false;
        }

        while (true)
        {
            Next();
            if (_json.TokenType == JsonTokenType.EndObject)
            {
                return true;
            }

            FieldRead<T>? read = _json.ValueIsEscaped ? fields.Find(_json.GetString()!) : fields.Find(_json.ValueSpan);
            Next();
            if (read is null)
            {
                Skip();
            }
            else
            {
                read(ref this, target);
            }
        }
    }

    /// <summary>Reads a list; what its reader gives as null is left out. Empty if the value is no list.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public IReadOnlyList<T> List<T>(WireRead<T?> read)
        where T : class
    {
        if (_json.TokenType != JsonTokenType.StartArray)
        {
            Skip();
            return [];
        }

        List<T>? list = null;
        while (true)
        {
            Next();
            if (_json.TokenType == JsonTokenType.EndArray)
            {
                return list is null ? [] : list.ToArray();
            }

            if (read(ref this) is { } entry)
            {
                (list ??= []).Add(entry);
            }
        }
    }

    /// <summary>
    /// Reads the entries of a list of resources. One that its reader can't take is passed over and reported: it hides no other.
    /// </summary>
    /// <param name="read">Reads an entry.</param>
    /// <param name="unreadable">Gets each entry that can't be read: its number, and why.</param>
    public IReadOnlyList<T> Entries<T>(WireRead<T?> read, Action<string> unreadable)
        where T : class
    {
        List<T>? list = null;
        for (int number = 1; ; number++)
        {
            Next();
            if (_json.TokenType == JsonTokenType.EndArray)
            {
                return list is null ? [] : list.ToArray();
            }

            Utf8JsonReader start = _json;
            try
            {
                if (read(ref this) is { } entry)
                {
                    (list ??= []).Add(entry);
                }
                else if (start.TokenType != JsonTokenType.StartObject)
                {
                    unreadable($"entry {number} isn't an object");
                }
            }
            catch (Exception e) when (e is JsonSerializationException or FormatException or OverflowException or ArgumentException or InvalidOperationException)
            {
                _json = start;
                unreadable($"entry {number}{NameOf()}: {e.Message}");
            }
        }
    }

    /// <summary>A list of texts.</summary>
    public IReadOnlyList<string> Texts() => List(static (ref r) => r.Text());

    /// <summary>A text; a number or boolean as text; null for anything else.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public string? Text()
    {
        switch (_json.TokenType)
        {
            case JsonTokenType.String when _json.ValueIsEscaped:
                using (var text = new JsonTextReader(new StringReader(Encoding.UTF8.GetString(_bytes, At - 1, _json.ValueSpan.Length + 2))) { DateParseHandling = DateParseHandling.None })
                {
                    return text.ReadAsString() is { } escaped ? ShownText.Of(escaped) : null;
                }

            case JsonTokenType.String or JsonTokenType.Number:
                return KnownTexts.Text(_json.ValueSpan) ?? KnownTexts.Keep(_json.ValueSpan, ShownText.Of(Encoding.UTF8.GetString(_bytes, At, _json.ValueSpan.Length)));
            case JsonTokenType.True:
                return "true";
            case JsonTokenType.False:
                return "false";
            default:
                Skip();
                return null;
        }
    }

    /// <summary>An ARM id; null if the value is none.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public ArmId? Id() =>
        _json.TokenType == JsonTokenType.String && !_json.ValueIsEscaped && KnownTexts.Id(_json.ValueSpan) is { } known ? known
        : !ArmId.TryParse(Text(), out ArmId? id) ? null
        : _json.ValueIsEscaped ? id
        : KnownTexts.Keep(_json.ValueSpan, id);

    /// <summary>A number; null if the value is none.</summary>
    public double? Number() =>
        (_json.TokenType == JsonTokenType.Number && _json.TryGetDouble(out double number)) || double.TryParse(Text(), NumberStyles.Float, CultureInfo.InvariantCulture, out number)
            ? double.IsNaN(number) || double.IsInfinity(number) ? null : number
            : null;

    /// <summary>A whole number; null if the value is none.</summary>
    public long? Whole() =>
        _json.TokenType == JsonTokenType.Number && _json.TryGetInt64(out long whole) ? whole
        : Number() is { } number && Math.Abs(number) < long.MaxValue ? (long)number
        : null;

    /// <summary>A boolean, also as text; null if the value is none.</summary>
    public bool? Flag() => bool.TryParse(Text(), out bool flag) ? flag : null;

    /// <summary>A need in the service's words: <c>Required</c>, <c>NotRequired</c>, or a boolean.</summary>
    public bool? Need()
    {
        string? text = Text();
        return string.Equals(text, "Required", StringComparison.OrdinalIgnoreCase) ? true
            : string.Equals(text, "NotRequired", StringComparison.OrdinalIgnoreCase) ? false
            : bool.TryParse(text, out bool flag) ? flag
            : null;
    }

    /// <summary>An instant in UTC; null if none is told.</summary>
    public DateTimeOffset? Moment() => Moments.Parse(Text());

    /// <summary>Health in the service's word.</summary>
    public HealthStatus Health() => Enum.TryParse(Text(), ignoreCase: true, out HealthStatus health) && Enum.IsDefined(typeof(HealthStatus), health) ? health : HealthStatus.None;

    /// <summary>Whether the value is told at all; it is passed over.</summary>
    public bool IsTold()
    {
        bool told = !IsNull;
        Skip();
        return told;
    }

    /// <summary>Whether the value is told as null; it is not passed over.</summary>
    public readonly bool IsNull => _json.TokenType == JsonTokenType.Null;

    /// <summary>Whether the value is a list; it is not passed over.</summary>
    public readonly bool IsList => _json.TokenType == JsonTokenType.StartArray;

    /// <summary>The value as a tree: for bodies that are passed on whole rather than understood.</summary>
    public JToken Tree()
    {
        int from = (int)_json.TokenStartIndex;
        Skip();
        using var tree = new JsonTextReader(new StringReader(Encoding.UTF8.GetString(_bytes, _from + from, (int)_json.BytesConsumed - from))) { DateParseHandling = DateParseHandling.None };
        return JToken.ReadFrom(tree);
    }

    /// <summary>How an entry that can't be read is named to the user; it is passed over.</summary>
    private string NameOf()
    {
        JToken tree = Tree();
        string name = (string?)(tree.SelectToken("properties.friendlyName") as JValue) ?? (string?)(tree["name"] as JValue) ?? string.Empty;
        return name.Length == 0 ? string.Empty : $" ('{ShownText.Of(name)}')";
    }

    /// <summary>Passes over the value.</summary>
    public void Skip() => _json.Skip();

    [MethodImpl(Compiled.AtOnce)]
    private void Next()
    {
        if (!_json.Read())
        {
            throw new JsonReaderException("The answer ends in the middle.");
        }
    }
}
