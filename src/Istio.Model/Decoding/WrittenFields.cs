using System.Text.Json;

namespace Istio.Model.Decoding;

/// <summary>
/// What an object holds beside its metadata, as it was written: <c>spec</c>, <c>status</c> and whatever else its kind has. Kept for status pages as JSON, which
/// takes less memory than the text and far less than its tree.
/// </summary>
public sealed class WrittenFields
{
    private readonly byte[] _json;

    internal WrittenFields(byte[] json) => _json = json;

    /// <summary>A JSON object with one property for each field. The caller disposes of it.</summary>
    public JsonDocument Read() => JsonDocument.Parse(_json);
}
