using System.Text.Json;

namespace Istio.Kubernetes.ListWatch;

/// <summary>One page of a list.</summary>
/// <param name="Version">Of the whole list: from here a watch goes on.</param>
/// <param name="Continue">Asks for the next page; empty after the last.</param>
internal readonly record struct ListPage(string Version, string Continue)
{
    /// <summary>Gives each item to the sink.</summary>
    /// <exception cref="JsonException">It is no list.</exception>
    public static ListPage Read(ReadOnlySpan<byte> json, IWatchSink sink)
    {
        var page = new ListPage("", "");
        var reader = new Utf8JsonReader(json);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("a list was expected");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isMetadata = reader.ValueTextEquals("metadata"u8);
            var isItems = reader.ValueTextEquals("items"u8);
            reader.Read();
            if (isMetadata && reader.TokenType == JsonTokenType.StartObject)
            {
                page = ReadMetadata(ref reader);
            }
            else if (isItems && reader.TokenType == JsonTokenType.StartArray)
            {
                ReadItems(ref reader, json, sink);
            }
            else
            {
                reader.Skip();
            }
        }

        return page.Version.Length > 0 ? page : throw new JsonException("the list has no resourceVersion");
    }

    private static ListPage ReadMetadata(ref Utf8JsonReader reader)
    {
        var page = new ListPage("", "");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isVersion = reader.ValueTextEquals("resourceVersion"u8);
            var isContinue = reader.ValueTextEquals("continue"u8);
            reader.Read();
            page = isVersion ? page with { Version = reader.GetString() ?? "" } : isContinue ? page with { Continue = reader.GetString() ?? "" } : page;
            reader.Skip();
        }

        return page;
    }

    private static void ReadItems(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, IWatchSink sink)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            var item = json[start..(int)reader.BytesConsumed];
            sink.Put(ObjectHead.Read(item), item);
        }
    }
}
