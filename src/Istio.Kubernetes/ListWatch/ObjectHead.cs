using System.Text.Json;

namespace Istio.Kubernetes.ListWatch;

/// <summary>What names an object and its version.</summary>
/// <param name="Namespace">Empty for an object of the cluster.</param>
/// <param name="Version"><c>metadata.resourceVersion</c>, which only the server understands.</param>
public readonly record struct ObjectHead(string Namespace, string Name, string Version)
{
    /// <summary>The mark of a bookmark after which all initial objects have come.</summary>
    internal bool EndsInitialEvents { get; init; }

    /// <summary>Reads no further than it must: the metadata of an object come before everything that is large.</summary>
    /// <exception cref="JsonException">It is no object of an API server.</exception>
    internal static ObjectHead Read(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("an object was expected");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("metadata"u8))
            {
                reader.Read();
                return ReadMetadata(ref reader);
            }

            reader.Skip();
        }

        throw new JsonException("the object has no metadata");
    }

    private static ObjectHead ReadMetadata(ref Utf8JsonReader reader)
    {
        var head = new ObjectHead("", "", "");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("name"u8))
            {
                head = head with { Name = Text(ref reader) };
            }
            else if (reader.ValueTextEquals("namespace"u8))
            {
                head = head with { Namespace = Text(ref reader) };
            }
            else if (reader.ValueTextEquals("resourceVersion"u8))
            {
                head = head with { Version = Text(ref reader) };
            }
            else if (reader.ValueTextEquals("annotations"u8))
            {
                reader.Read();
                head = head with { EndsInitialEvents = ReadAnnotations(ref reader) };
            }
            else
            {
                reader.Skip();
            }

            // Namespaces stand before versions in what a server writes, so nothing is missed.
            if (head.Name.Length > 0 && head.Version.Length > 0)
            {
                return head;
            }
        }

        return head;
    }

    private static bool ReadAnnotations(ref Utf8JsonReader reader)
    {
        var isEnd = false;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return false;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isMark = reader.ValueTextEquals("k8s.io/initial-events-end"u8);
            reader.Read();
            isEnd |= isMark && reader.ValueTextEquals("true"u8);
        }

        return isEnd;
    }

    private static string Text(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.String ? reader.GetString()! : "";
    }
}
