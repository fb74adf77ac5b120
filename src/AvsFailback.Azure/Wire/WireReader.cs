using System;
using System.Buffers.Text;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text;
using System.Text.Json;
using AvsFailback.Azure.Arm;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Azure.Wire;

/// <summary>
/// Reads an answer forward, token by token, as tolerantly as the service writes it: booleans and numbers may be strings,
/// dates have many forms, fields come in any order and case, and more of them than are known (asr-contract §12).
/// Each method begins on the first token of a value and ends on its last. It works on the bytes as they came: most of a long
/// list is passed over, and no string is made of that.
/// </summary>
internal sealed class WireReader : IDisposable
{
    private static readonly byte[] ByteOrderMark = [0xEF, 0xBB, 0xBF];

    private readonly byte[] _bytes;
    private readonly int _length;

    // The same few words and ids stand on every item of a list; one copy of each serves them all.
    private readonly Utf8Table<string> _words = new();
    private readonly Utf8Table<ArmId> _ids = new();

    private JsonReaderState _state;
    private int _at;
    private JsonTokenType _token;
    private int _tokenAt;
    private int _valueAt;
    private int _valueLength;
    private bool _isEscaped;

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
        _length = length;
        _at = new ReadOnlySpan<byte>(bytes, 0, length).StartsWith(ByteOrderMark) ? ByteOrderMark.Length : 0;
    }

    private ReadOnlySpan<byte> Value => new(_bytes, _valueAt, _valueLength);

    /// <summary>Reads the whole body as one value.</summary>
    /// <exception cref="Newtonsoft.Json.JsonReaderException">The body is no JSON, or is cut short.</exception>
    public T Root<T>(Func<WireReader, T> read)
    {
        Next();
        return read(this);
    }

    /// <summary>Reads an object's known fields; false if the value is no object.</summary>
    public bool Object<T>(FieldMap<T> fields, T target)
    {
        if (_token != JsonTokenType.StartObject)
        {
            Skip();
            return false;
        }

        while (NextKnown(fields) is { } read)
        {
            read(this, target);
        }

        return true;
    }

    /// <summary>Goes to the value of the next known field, past all others; null at the object's end.</summary>
    private Action<WireReader, T>? NextKnown<T>(FieldMap<T> fields)
    {
        Utf8JsonReader json = Open();
        while (true)
        {
            Read(ref json);
            if (json.TokenType == JsonTokenType.EndObject)
            {
                Close(ref json);
                return null;
            }

            Action<WireReader, T>? read = json.ValueIsEscaped ? fields.Find(json.GetString()!) : fields.Find(json.ValueSpan);
            Read(ref json);
            if (read is not null)
            {
                Close(ref json);
                return read;
            }

            Skip(ref json);
        }
    }

    /// <summary>Reads a list; what its reader gives as null is left out. Empty if the value is no list.</summary>
    public IReadOnlyList<T> List<T>(Func<WireReader, T?> read)
        where T : class
    {
        if (_token != JsonTokenType.StartArray)
        {
            Skip();
            return [];
        }

        List<T>? list = null;
        while (true)
        {
            Next();
            if (_token == JsonTokenType.EndArray)
            {
                return list is null ? [] : list.ToArray();
            }

            if (read(this) is { } entry)
            {
                (list ??= []).Add(entry);
            }
        }
    }

    /// <summary>A list of texts.</summary>
    public IReadOnlyList<string> Texts() => List(static r => r.Text());

    /// <summary>A list of words out of a small vocabulary.</summary>
    public IReadOnlyList<string> Words() => List(static r => r.Word());

    /// <summary>A text; a number or boolean as text; null for anything else.</summary>
    public string? Text()
    {
        switch (_token)
        {
            case JsonTokenType.String when _isEscaped:
                using (var text = new JsonTextReader(new StringReader(Encoding.UTF8.GetString(_bytes, _valueAt - 1, _valueLength + 2))) { DateParseHandling = DateParseHandling.None })
                {
                    return text.ReadAsString();
                }

            case JsonTokenType.String or JsonTokenType.Number:
                return Encoding.UTF8.GetString(_bytes, _valueAt, _valueLength);
            case JsonTokenType.True:
                return "true";
            case JsonTokenType.False:
                return "false";
            default:
                Skip();
                return null;
        }
    }

    /// <summary>A text out of a small vocabulary.</summary>
    public string? Word()
    {
        if (_token != JsonTokenType.String || _isEscaped)
        {
            return Text();
        }

        if (!_words.TryGet(Value, out string? known))
        {
            known = Text()!;
            _words.Add(Value, known);
        }

        return known;
    }

    /// <summary>An ARM id that many objects name; null if the value is none.</summary>
    public ArmId? SharedId()
    {
        if (_token != JsonTokenType.String || _isEscaped)
        {
            return Id();
        }

        if (!_ids.TryGet(Value, out ArmId? known) && ArmId.TryParse(Text(), out known))
        {
            _ids.Add(Value, known);
        }

        return known;
    }

    /// <summary>An ARM id; null if the value is none.</summary>
    public ArmId? Id() => ArmId.TryParse(Text(), out ArmId? id) ? id : null;

    /// <summary>A number; null if the value is none.</summary>
    public double? Number() =>
        double.TryParse(Text(), NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && !double.IsNaN(number) && !double.IsInfinity(number) ? number : null;

    /// <summary>A whole number; null if the value is none.</summary>
    public long? Whole() =>
        _token == JsonTokenType.Number && Utf8Parser.TryParse(Value, out long whole, out int read) && read == _valueLength ? whole
        : Number() is { } number && Math.Abs(number) < long.MaxValue ? (long)number
        : null;

    /// <summary>A boolean, also as text; null if the value is none.</summary>
    public bool? Flag() => bool.TryParse(Text(), out bool flag) ? flag : null;

    /// <summary>A need in the service's words: <c>Required</c>, <c>NotRequired</c>, or a boolean.</summary>
    public bool? Need()
    {
        string? text = Word();
        return string.Equals(text, "Required", StringComparison.OrdinalIgnoreCase) ? true
            : string.Equals(text, "NotRequired", StringComparison.OrdinalIgnoreCase) ? false
            : bool.TryParse(text, out bool flag) ? flag
            : null;
    }

    /// <summary>An instant in UTC; null if none is told.</summary>
    public DateTimeOffset? Moment() => Moments.Parse(Text());

    /// <summary>Health in the service's word.</summary>
    public HealthStatus Health() => Enum.TryParse(Word(), ignoreCase: true, out HealthStatus health) && Enum.IsDefined(typeof(HealthStatus), health) ? health : HealthStatus.None;

    /// <summary>Whether the value is told at all; it is passed over.</summary>
    public bool IsTold()
    {
        bool told = _token != JsonTokenType.Null;
        Skip();
        return told;
    }

    /// <summary>Whether the value is told as null; it is not passed over.</summary>
    public bool IsNull => _token == JsonTokenType.Null;

    /// <summary>The value as a tree: for bodies that are passed on whole rather than understood.</summary>
    public JToken Tree()
    {
        int from = _tokenAt;
        Skip();
        using var tree = new JsonTextReader(new StringReader(Encoding.UTF8.GetString(_bytes, from, _at - from))) { DateParseHandling = DateParseHandling.None };
        return JToken.ReadFrom(tree);
    }

    /// <summary>Passes over the value.</summary>
    public void Skip()
    {
        if (_token is JsonTokenType.StartObject or JsonTokenType.StartArray)
        {
            Utf8JsonReader json = Open();
            Skip(ref json);
            Close(ref json);
        }
    }

    public void Dispose()
    {
    }

    private void Next()
    {
        Utf8JsonReader json = Open();
        Read(ref json);
        Close(ref json);
    }

    private Utf8JsonReader Open() => new(new ReadOnlySpan<byte>(_bytes, _at, _length - _at), isFinalBlock: true, _state);

    private void Close(ref Utf8JsonReader json)
    {
        _token = json.TokenType;
        bool isQuoted = _token is JsonTokenType.String or JsonTokenType.PropertyName;
        _tokenAt = _at + (int)json.TokenStartIndex;
        _valueAt = _tokenAt + (isQuoted ? 1 : 0);
        _valueLength = json.ValueSpan.Length;
        _isEscaped = isQuoted && json.ValueIsEscaped;
        _state = json.CurrentState;
        _at += (int)json.BytesConsumed;
    }

    private static void Read(ref Utf8JsonReader json)
    {
        try
        {
            if (json.Read())
            {
                return;
            }
        }
        catch (System.Text.Json.JsonException e)
        {
            throw new JsonReaderException(e.Message, e);
        }

        throw new JsonReaderException("The answer ends in the middle.");
    }

    private static void Skip(ref Utf8JsonReader json)
    {
        try
        {
            json.Skip();
        }
        catch (System.Text.Json.JsonException e)
        {
            throw new JsonReaderException(e.Message, e);
        }
    }
}
