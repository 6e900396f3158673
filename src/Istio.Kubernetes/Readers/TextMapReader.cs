using Istio.Core.Values;

namespace Istio.Kubernetes.Readers;

/// <summary>Maps from text to text: labels, annotations, selectors.</summary>
internal static class TextMapReader
{
    /// <summary>The field's map; empty when it is absent. A value that is absent is empty.</summary>
    public static ValueMap<string, string> Read(ref ObjectCursor cursor)
    {
        if (!cursor.OpenMapping())
        {
            return ValueMap<string, string>.Empty;
        }

        var entries = default(ListBuilder<KeyValuePair<string, string>>);
        while (cursor.NextField())
        {
            var key = cursor.SharedText();
            entries.Add(new(key, cursor.PooledText()));
        }

        return entries.Count == 0 ? ValueMap<string, string>.Empty
            : ValueMap.TryCreate(entries.Items, out var map) ? cursor.Parts.Maps.Share(map)
            : throw ObjectCursor.Unexpected();
    }
}
