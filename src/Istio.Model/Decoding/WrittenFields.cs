using System.Text.Json;
using Istio.Model.Decoding.Nodes;
using Istio.Model.Objects;

namespace Istio.Model.Decoding;

/// <summary>
/// What an object holds beside its metadata, as it was written: <c>spec</c>, <c>status</c> and whatever else its kind has. Kept for status pages as JSON, which
/// takes less memory than the text and far less than its tree.
/// </summary>
public sealed class WrittenFields
{
    private static readonly string[] Described = ["apiVersion", "kind", "metadata"];

    private readonly byte[] _json;

    private WrittenFields(byte[] json) => _json = json;

    internal static WrittenFields Of(Kind kind, MappingNode document) => new(NodeJson.Write(document, Described, withUnused: kind.KeepsWhatIsUnused));

    /// <summary>A JSON object with one property for each field. The caller disposes of it.</summary>
    public JsonDocument Read() => JsonDocument.Parse(_json);
}
