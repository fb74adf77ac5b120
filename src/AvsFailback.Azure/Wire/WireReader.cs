using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Azure.Wire;

/// <summary>
/// Reads an answer forward, token by token, as tolerantly as the service writes it: booleans and numbers may be strings,
/// dates have many forms, fields come in any order and case, and more of them than are known (asr-contract §12).
/// Each method begins on the first token of a value and ends on its last.
/// </summary>
internal sealed class WireReader : IDisposable
{
    private readonly JsonTextReader _json;

    // The same few words and ids stand on every item of a list; one copy of each serves them all.
    private readonly Dictionary<string, string> _words = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ArmId> _ids = new(StringComparer.Ordinal);

    public WireReader(Stream body)
        : this(new StreamReader(body, Encoding.UTF8))
    {
    }

    public WireReader(TextReader body)
    {
        _json = new JsonTextReader(body)
        {
            DateParseHandling = DateParseHandling.None,
            FloatParseHandling = FloatParseHandling.Double,
            PropertyNameTable = WireNames.Table,
        };
    }

    /// <summary>Reads the whole body as one value.</summary>
    /// <exception cref="JsonException">The body is no JSON, or is cut short.</exception>
    public T Root<T>(Func<WireReader, T> read)
    {
        Next();
        return read(this);
    }

    /// <summary>Reads an object's known fields; false if the value is no object.</summary>
    public bool Object<T>(FieldMap<T> fields, T target)
    {
        if (_json.TokenType != JsonToken.StartObject)
        {
            Skip();
            return false;
        }

        while (true)
        {
            Next();
            if (_json.TokenType == JsonToken.EndObject)
            {
                return true;
            }

            var name = (string)_json.Value!;
            Next();
            if (fields.TryGet(name, out Action<WireReader, T> read))
            {
                read(this, target);
            }
            else
            {
                Skip();
            }
        }
    }

    /// <summary>Reads a list; what its reader gives as null is left out. Empty if the value is no list.</summary>
    public IReadOnlyList<T> List<T>(Func<WireReader, T?> read)
        where T : class
    {
        if (_json.TokenType != JsonToken.StartArray)
        {
            Skip();
            return [];
        }

        List<T>? list = null;
        while (true)
        {
            Next();
            if (_json.TokenType == JsonToken.EndArray)
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
        switch (_json.TokenType)
        {
            case JsonToken.String:
                return (string)_json.Value!;
            case JsonToken.Integer or JsonToken.Float:
                return Convert.ToString(_json.Value, CultureInfo.InvariantCulture);
            case JsonToken.Boolean:
                return (bool)_json.Value! ? "true" : "false";
            default:
                Skip();
                return null;
        }
    }

    /// <summary>A text out of a small vocabulary.</summary>
    public string? Word()
    {
        string? text = Text();
        if (text is null)
        {
            return null;
        }

        if (!_words.TryGetValue(text, out string? known))
        {
            _words.Add(text, known = text);
        }

        return known;
    }

    /// <summary>An ARM id that many objects name; null if the value is none.</summary>
    public ArmId? SharedId()
    {
        string? text = Text();
        if (text is null)
        {
            return null;
        }

        if (!_ids.TryGetValue(text, out ArmId? known) && ArmId.TryParse(text, out known))
        {
            _ids.Add(text, known);
        }

        return known;
    }

    /// <summary>An ARM id; null if the value is none.</summary>
    public ArmId? Id() => ArmId.TryParse(Text(), out ArmId? id) ? id : null;

    /// <summary>A number; null if the value is none.</summary>
    public double? Number() =>
        _json.TokenType is JsonToken.Integer or JsonToken.Float && _json.Value is long or double
            ? Convert.ToDouble(_json.Value, CultureInfo.InvariantCulture)
            : double.TryParse(Text(), NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && !double.IsNaN(number) && !double.IsInfinity(number) ? number
            : null;

    /// <summary>A whole number; null if the value is none.</summary>
    public long? Whole() =>
        _json.TokenType == JsonToken.Integer && _json.Value is long whole ? whole
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
        bool told = _json.TokenType != JsonToken.Null;
        Skip();
        return told;
    }

    /// <summary>Whether the value is told as null; it is not passed over.</summary>
    public bool IsNull => _json.TokenType == JsonToken.Null;

    /// <summary>The value as a tree: for bodies that are passed on whole rather than understood.</summary>
    public JToken Tree() => JToken.ReadFrom(_json);

    /// <summary>Passes over the value.</summary>
    public void Skip() => _json.Skip();

    public void Dispose() => ((IDisposable)_json).Dispose();

    private void Next()
    {
        if (!_json.Read())
        {
            throw new JsonReaderException("The answer ends in the middle.");
        }
    }
}
