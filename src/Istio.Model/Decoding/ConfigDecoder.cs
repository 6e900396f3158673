using Istio.Core.Values;
using Istio.Core.Yaml;
using Istio.Model.Decoding.Nodes;
using Istio.Model.Findings;
using Istio.Model.Objects;

namespace Istio.Model.Decoding;

/// <summary>
/// Turns the text of a file into objects. Strict: whatever the API does not define is an error with its place, because a mesh that
/// quietly ignores <c>principal:</c> where <c>principals:</c> was meant lets everybody in.
/// </summary>
public static class ConfigDecoder
{
    /// <summary>Decodes every document. A mistake in one never touches another.</summary>
    /// <param name="file">Name of the file, for findings only.</param>
    public static ValueList<DecodedDocument> Decode(string file, string text, DecodeOptions options) => DecodedFile.Decode(file, text, options).Documents;

    /// <summary>Decodes one document: none when it holds nothing, several when it is a list.</summary>
    /// <param name="number">Of the document in the file, from 1.</param>
    internal static List<DecodedDocument> DecodeDocument(string file, int number, YamlDocumentText text, DecodeOptions options)
    {
        var sink = new FindingSink(file, number);
        foreach (var (mark, message) in text.Problems)
        {
            sink.Error(FindingCode.Syntax, mark, "", message);
        }

        DocumentNode root;
        try
        {
            root = YamlNodeReader.Read(text.Text, text.FirstLine);
        }
        catch (SyntaxException error)
        {
            sink.Error(FindingCode.Syntax, error.Mark, "", error.Message);
            return [Broken(sink, error.Mark)];
        }

        if (root is ScalarNode { Type: ScalarType.Null } && !sink.HasError)
        {
            return [];
        }

        if (root is not MappingNode mapping)
        {
            sink.Error(FindingCode.Syntax, root.Mark, "", $"expected an object with apiVersion and kind, found {root.Description}");
            return [Broken(sink, root.Mark)];
        }

        return IsList(mapping) ? DecodeList(file, number, mapping, options, sink) : [DecodeObject(mapping, "", options, sink)];
    }

    /// <summary><c>kind: List</c>, as kubectl writes several objects.</summary>
    private static bool IsList(MappingNode mapping) => mapping.Entries.Any(entry => entry is { Key: "kind", Value: ScalarNode { Text: "List" } });

    private static List<DecodedDocument> DecodeList(string file, int number, MappingNode mapping, DecodeOptions options, FindingSink sink)
    {
        var items = new List<DecodedDocument>();
        var reader = new FieldReader(mapping, "", options, sink);
        reader.Require("items");
        reader.Ignore("apiVersion", "kind", "metadata");
        foreach (var (item, path) in reader.Mappings("items"))
        {
            items.Add(DecodeObject(item, path, options, new FindingSink(file, number)));
        }

        reader.Finish();
        if (sink.HasError)
        {
            items.Add(Broken(sink, mapping.Mark));
        }

        return items;
    }

    private static DecodedDocument DecodeObject(MappingNode mapping, string path, DecodeOptions options, FindingSink sink)
    {
        Kind? kind = null;
        var reader = new FieldReader(mapping, path, options, sink) { OptionsOf = field => options.Of(field, kind) };
        kind = KindReader.Read(reader);
        if (kind is null)
        {
            return Broken(sink, mapping.Mark);
        }

        var metadata = MetadataDecoder.Decode(reader, kind);
        if (metadata is null)
        {
            return Broken(sink, mapping.Mark);
        }

        sink.Identity = new ObjectKey(kind, metadata.ObjectName);
        var decoded = kind.Decode(metadata, reader);
        reader.Finish();
        return sink.HasError
            ? Broken(sink, mapping.Mark)
            : new DecodedDocument(sink.Location(mapping.Mark)!, sink.Identity, decoded, sink.Findings().ToValueList()) { Written = WrittenFields.Of(kind, mapping) };
    }

    private static DecodedDocument Broken(FindingSink sink, Mark mark) => new(sink.Location(mark)!, sink.Identity, null, sink.Findings().ToValueList());
}
