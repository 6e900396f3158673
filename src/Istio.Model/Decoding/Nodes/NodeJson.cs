using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Istio.Core.Yaml;

namespace Istio.Model.Decoding.Nodes;

/// <summary>A tree as JSON. Fields without a value are left out, as an API server leaves them out.</summary>
internal static class NodeJson
{
    /// <summary>Text that is longer is rare, and its buffer is not kept.</summary>
    private const int MostKept = 64 << 10;

    [ThreadStatic]
    private static Utf8JsonWriter? _writer;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _output;

    /// <param name="leftOut">Fields of <paramref name="mapping"/> itself that are not written.</param>
    /// <param name="withUnused">Also the fields that were marked as unused, at any depth.</param>
    public static byte[] Write(MappingNode mapping, string[] leftOut, bool withUnused)
    {
        var output = _output ??= new();
        var json = _writer ??= new(output);
        try
        {
            WriteMapping(json, mapping, leftOut, withUnused);
            json.Flush();
            return output.WrittenSpan.ToArray();
        }
        finally
        {
            output.ResetWrittenCount();
            json.Reset(output);
            if (output.Capacity > MostKept)
            {
                (_writer, _output) = (null, null);
            }
        }
    }

    private static void WriteMapping(Utf8JsonWriter json, MappingNode mapping, ReadOnlySpan<string> leftOut, bool withUnused)
    {
        json.WriteStartObject();
        foreach (var entry in mapping.Entries)
        {
            if (entry.Value is not ScalarNode { Type: ScalarType.Null } && !leftOut.Contains(entry.Key) && (withUnused || !mapping.IsUnused(entry.Key)))
            {
                json.WritePropertyName(entry.Key);
                WriteValue(json, entry.Value, withUnused);
            }
        }

        json.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter json, DocumentNode value, bool withUnused)
    {
        switch (value)
        {
            case MappingNode mapping:
                WriteMapping(json, mapping, [], withUnused);
                break;
            case SequenceNode sequence:
                json.WriteStartArray();
                foreach (var item in sequence.Items)
                {
                    WriteValue(json, item, withUnused);
                }

                json.WriteEndArray();
                break;
            default:
                WriteScalar(json, (ScalarNode)value);
                break;
        }
    }

    private static void WriteScalar(Utf8JsonWriter json, ScalarNode scalar)
    {
        switch (scalar.Type)
        {
            case ScalarType.Null:
                json.WriteNullValue();
                break;
            case ScalarType.Boolean when scalar.Text.Length > "yes".Length:
                json.WriteBooleanValue(PlainScalar.IsTrue(scalar.Text));
                break;
            case ScalarType.Integer when PlainScalar.Ambiguity(scalar.Text) is null
                && long.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole):
                json.WriteNumberValue(whole);
                break;
            case ScalarType.Number when scalar.Text.AsSpan().ContainsAny(".eE") && PlainScalar.TryNumber(scalar.Text, out var number) && double.IsFinite(number):
                json.WriteNumberValue(number);
                break;
            default:
                // Numbers and booleans that JSON has no form for are kept as they were written.
                json.WriteStringValue(scalar.Text);
                break;
        }
    }
}
