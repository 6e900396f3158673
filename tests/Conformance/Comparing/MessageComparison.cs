using System.Text.Json.Nodes;
using Google.Protobuf;
using Istio.Conformance.Report;

namespace Istio.Conformance.Comparing;

/// <summary>Compares protobuf messages and says where they differ, field by field, in the words of protojson.</summary>
internal static class MessageComparison
{
    private static readonly JsonParser Parser = JsonParser.Default;

    /// <summary>Reads protojson; a field that the message does not have is an error.</summary>
    public static T Parse<T>(string json)
        where T : IMessage, new() => Parser.Parse<T>(json);

    public static IEnumerable<Difference> Compare<T>(string subject, T expected, T actual)
        where T : IMessage =>
        expected.Equals(actual) ? [] : [new Difference(subject, string.Join("\n", JsonComparison.Differences("", ToJson(expected), ToJson(actual))))];

    private static JsonNode? ToJson(IMessage message) => JsonNode.Parse(JsonFormatter.Default.Format(message));
}
