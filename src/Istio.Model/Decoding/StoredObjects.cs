using Istio.Core.Values;
using Istio.Model.Decoding.Nodes;
using Istio.Model.Findings;
using Istio.Model.Objects;

namespace Istio.Model.Decoding;

/// <summary>
/// Decodes objects as an API server has stored them. Fields that this program does not know are accepted: the API server has checked the object against its
/// own schema, which may be newer.
/// </summary>
public static class StoredObjects
{
    /// <summary>Decodes one object. Mistakes are findings; nothing is thrown for any text.</summary>
    /// <param name="kind">The kind that was asked for: items of a list say none. One that documents have.</param>
    /// <param name="json">The object in UTF-8: an item of a list, or the object of a watch event.</param>
    public static StoredDocument Decode(Kind kind, ReadOnlySpan<byte> json)
    {
        var sink = new FindingSink();
        if (ReadMapping(json, sink) is not { } mapping)
        {
            return Broken(sink);
        }

        var reader = new FieldReader(mapping, "", DecodeOptions.Stored, sink) { OptionsOf = field => DecodeOptions.Stored.Of(field, kind) };
        reader.Ignore("apiVersion", "kind");
        if (MetadataDecoder.Decode(reader, kind) is not { } metadata)
        {
            return Broken(sink);
        }

        sink.Identity = new ObjectKey(kind, metadata.ObjectName);
        var decoded = kind.Decode(metadata, reader);
        reader.Finish();
        return sink.HasError
            ? Broken(sink)
            : new StoredDocument(metadata.ObjectName, decoded, sink.Findings().ToValueList(), kind.KeepsWhatIsUnused ? WrittenFields.Of(kind, mapping) : null);
    }

    private static MappingNode? ReadMapping(ReadOnlySpan<byte> json, FindingSink sink)
    {
        try
        {
            var root = JsonNodeReader.Read(json);
            if (root is MappingNode mapping)
            {
                return mapping;
            }

            sink.Error(FindingCode.Syntax, root.Mark, "", $"expected an object, found {root.Description}");
        }
        catch (SyntaxException error)
        {
            sink.Error(FindingCode.Syntax, error.Mark, "", $"{error.Message} (byte {error.Mark.Column} of the API server's answer)");
        }

        return null;
    }

    private static StoredDocument Broken(FindingSink sink) => new(sink.Identity?.ObjectName, null, sink.Findings().ToValueList(), null);
}
