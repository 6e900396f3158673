using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Istio.Kubernetes.Readers;

/// <summary>
/// Steps through the JSON of one object. A field that is <c>null</c> counts as absent, as for an API server. Whatever is not of the expected type throws a
/// <see cref="JsonException"/>; what is in containers that are left out is not checked.
/// </summary>
internal ref struct ObjectCursor(ReadOnlySpan<byte> json, SharedParts parts)
{
    // What the reader reads: the object, or what is left of it after the last container that was left out.
    private ReadOnlySpan<byte> _rest = json;
    private Utf8JsonReader _json = new(json);

    public readonly SharedParts Parts => parts;

    /// <summary>Reads the object's first brace.</summary>
    public void Start()
    {
        _json.Read();
        Expect(JsonTokenType.StartObject);
    }

    /// <summary>Checks that nothing follows the object.</summary>
    public void End() => _json.Read();

    /// <summary>Steps to the next field of the mapping; false when there is none.</summary>
    public bool NextField() => _json.Read() && _json.TokenType == JsonTokenType.PropertyName;

    /// <summary>The field has this name, and is the first of it.</summary>
    /// <param name="number">Of the name among those of the mapping, up to 31.</param>
    /// <param name="seen">The names met so far, a bit each.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool Is(ReadOnlySpan<byte> name, int number, ref uint seen)
    {
        if (!_json.ValueTextEquals(name))
        {
            return false;
        }

        var bit = 1u << number;
        if ((seen & bit) != 0)
        {
            throw Unexpected();
        }

        seen |= bit;
        return true;
    }

    /// <summary>Leaves out the field, whatever it holds, and tells whether it has a value.</summary>
    public bool Skip()
    {
        _json.Read();
        if (_json.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
        {
            SkipContainer();
        }

        return _json.TokenType != JsonTokenType.Null;
    }

    /// <summary>Steps into the field's mapping; false when it is absent.</summary>
    public bool OpenMapping() => Open(JsonTokenType.StartObject);

    /// <summary>Steps into the field's list; false when it is absent.</summary>
    public bool OpenList() => Open(JsonTokenType.StartArray);

    /// <summary>Steps into the next mapping of the list; false when there is none.</summary>
    public bool NextMapping()
    {
        if (!NextItem())
        {
            return false;
        }

        Expect(JsonTokenType.StartObject);
        return true;
    }

    /// <summary>Steps to the next string of the list; false when there is none.</summary>
    public bool NextText()
    {
        if (!NextItem())
        {
            return false;
        }

        Expect(JsonTokenType.String);
        return true;
    }

    /// <summary>Steps to the field's string; false when it is absent.</summary>
    public bool OpenText() => Open(JsonTokenType.String);

    /// <summary>The string that the cursor stands on, or the name of the field, is this one.</summary>
    public readonly bool TextIs(ReadOnlySpan<byte> text) => _json.ValueTextEquals(text);

    /// <summary>The string that the cursor stands on, for values that few objects share.</summary>
    public readonly string OwnText() => _json.GetString()!;

    /// <summary>The string that the cursor stands on, or the name of the field, for values that many objects share.</summary>
    public readonly string SharedText() => parts.Texts.Read(in _json);

    /// <summary>The field's string; empty when it is absent.</summary>
    public string Text() => OpenText() ? OwnText() : "";

    /// <summary>The field's string, for values that many objects share; empty when it is absent.</summary>
    public string PooledText() => OpenText() ? SharedText() : "";

    /// <summary>The field has a text in it.</summary>
    public bool HasText() => OpenText() && _json.ValueSpan.Length > 0;

    public bool Boolean(bool fallback = false)
    {
        _json.Read();
        return _json.TokenType switch
        {
            JsonTokenType.True => true,
            JsonTokenType.False => false,
            JsonTokenType.Null => fallback,
            _ => throw Unexpected(),
        };
    }

    /// <summary>The field's port number; 0 when it is absent.</summary>
    public int Port()
    {
        _json.Read();
        return _json.TokenType == JsonTokenType.Null ? 0 : PortNumber();
    }

    /// <summary>The field's port, by number or by name: then the cursor stands on the name. False when it is absent.</summary>
    public bool OpenPort(out int number)
    {
        _json.Read();
        number = _json.TokenType == JsonTokenType.Number ? PortNumber() : 0;
        return _json.TokenType is JsonTokenType.Number or JsonTokenType.String || (_json.TokenType == JsonTokenType.Null ? false : throw Unexpected());
    }

    /// <summary>A point in time in RFC 3339, as Kubernetes writes it; <paramref name="fallback"/> when it is absent.</summary>
    public DateTimeOffset Timestamp(DateTimeOffset fallback)
    {
        if (!HasText())
        {
            return fallback;
        }

        // Other forms are rare, and read differently by this reader and by others.
        return _json.ValueSpan is [.., (byte)'Z'] and { Length: 20 } && _json.TryGetDateTimeOffset(out var time) ? time : throw Unexpected();
    }

    public static JsonException Unexpected() => new("not as an API server writes it");

    private readonly int PortNumber() =>
        _json.TokenType == JsonTokenType.Number && _json.TryGetInt32(out var number) && number is > 0 and <= ushort.MaxValue ? number : throw Unexpected();

    /// <summary>Goes on before the last brace or bracket, as if there were nothing in the container.</summary>
    private void SkipContainer()
    {
        var isMapping = _json.TokenType == JsonTokenType.StartObject;
        var first = (int)_json.BytesConsumed;
        var length = ContainerEnd.Find(_rest[first..]);
        if (length > 0)
        {
            _rest = _rest[(first + length)..];
            _json = new(_rest, isFinalBlock: true, _json.CurrentState);
        }

        _json.Read();
        Expect(isMapping ? JsonTokenType.EndObject : JsonTokenType.EndArray);
    }

    private bool NextItem() => _json.Read() && _json.TokenType != JsonTokenType.EndArray;

    private bool Open(JsonTokenType type)
    {
        _json.Read();
        if (_json.TokenType == JsonTokenType.Null)
        {
            return false;
        }

        Expect(type);
        return true;
    }

    private readonly void Expect(JsonTokenType type)
    {
        if (_json.TokenType != type)
        {
            throw Unexpected();
        }
    }
}
