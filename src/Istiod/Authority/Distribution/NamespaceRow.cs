using System.Text.Json;
using Istio.Core.Values;

namespace Istiod.Authority.Distribution;

/// <summary>What the distribution needs of a namespace.</summary>
/// <param name="IsTerminating">It is being deleted: nothing can be created in it.</param>
internal sealed record NamespaceRow(ValueMap<string, string> Labels, bool IsTerminating)
{
    public static NamespaceRow Read(JsonElement root)
    {
        var metadata = root.GetProperty("metadata"u8);
        var labels = metadata.TryGetProperty("labels"u8, out var pairs)
            ? pairs.EnumerateObject().Select(pair => KeyValuePair.Create(pair.Name, pair.Value.GetString() ?? "")).ToValueMap()
            : ValueMap<string, string>.Empty;
        return new(labels, metadata.TryGetProperty("deletionTimestamp"u8, out _));
    }
}
