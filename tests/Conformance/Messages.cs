using System.Text.Json.Nodes;
using Google.Protobuf;
using YamlDotNet.Serialization;

namespace Conformance;

/// <summary>Expected messages, read from YAML or protojson.</summary>
internal static class Messages
{
    private static readonly ISerializer s_json = new SerializerBuilder().JsonCompatible().Build();

    /// <summary>An empty text stands for no message.</summary>
    public static T? FromYaml<T>(string text)
        where T : class, IMessage, new() =>
        new DeserializerBuilder().Build().Deserialize(new StringReader(text)) is { } value ? JsonParser.Default.Parse<T>(s_json.Serialize(value)) : null;

    /// <summary>The <c>@type</c> of a message that stood in an Any is left out.</summary>
    public static T FromJson<T>(JsonObject json)
        where T : IMessage, new()
    {
        JsonObject copy = json.DeepClone().AsObject();
        copy.Remove("@type");
        return JsonParser.Default.Parse<T>(copy.ToJsonString());
    }

    /// <summary>Null when they are equal, else both of them.</summary>
    public static string? Compare(IMessage? expected, IMessage? actual) => Equals(expected, actual) ? null : $"expected {Text(expected)}, found {Text(actual)}";

    private static string Text(IMessage? message) => message is null ? "nothing" : JsonFormatter.Default.Format(message);
}
