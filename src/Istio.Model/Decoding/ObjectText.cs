using System.Text.Json;
using System.Text.Json.Nodes;
using Istio.Model.Decoding.Nodes;

namespace Istio.Model.Decoding;

/// <summary>Turns documents in YAML into the JSON that an API server takes.</summary>
public static class ObjectText
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>The objects of a text, in its order. Fields without a value are left out; nothing but the name is judged.</summary>
    /// <exception cref="FormatException">
    /// A document is no YAML, has a field twice, or lacks <c>apiVersion</c>, <c>kind</c> or <c>metadata.name</c>; the message says on which line.
    /// </exception>
    public static IReadOnlyList<WrittenObject> Read(string yaml)
    {
        var objects = new List<WrittenObject>();
        foreach (var document in YamlText.Documents(yaml))
        {
            objects.Add(Named(Parse(document), document.FirstLine));
        }

        return objects;
    }

    private static JsonObject Parse(YamlDocumentText document)
    {
        try
        {
            return YamlNodeReader.Read(document.Text, document.FirstLine) is MappingNode mapping
                ? JsonNode.Parse(NodeJson.Write(mapping, [], withUnused: true), documentOptions: Strict)!.AsObject()
                : throw new FormatException($"line {document.FirstLine}: a mapping is expected");
        }
        catch (SyntaxException broken)
        {
            throw new FormatException($"line {broken.Mark.Line}, column {broken.Mark.Column}: {broken.Message}", broken);
        }
        catch (JsonException twice)
        {
            throw new FormatException($"the document from line {document.FirstLine} on has a field twice: {twice.Message}", twice);
        }
    }

    private static WrittenObject Named(JsonObject content, int line)
    {
        var metadata = content["metadata"] as JsonObject;
        var (apiVersion, kind) = (Text(content, "apiVersion", line), Text(content, "kind", line));
        return new(content, apiVersion, kind, Optional(metadata, "namespace") ?? "", Text(metadata, "name", line));
    }

    private static string Text(JsonObject? parent, string field, int line) =>
        Optional(parent, field) ?? throw new FormatException($"the document from line {line} on has no text in the field {field}");

    private static string? Optional(JsonObject? parent, string field) =>
        parent?[field] is JsonValue value && value.TryGetValue(out string? text) && text.Length > 0 ? text : null;
}
