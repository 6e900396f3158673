using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Istio.Model.Decoding;
using Istio.Model.Kinds.Core.Namespaces;
using Istio.Model.Kinds.Core.Nodes;
using Istio.Model.Kinds.Core.Pods;
using Istio.Model.Kinds.Core.Services;
using Istio.Model.Kinds.Discovery.EndpointSlices;
using Istio.Model.Objects;

namespace Istio.Kubernetes.Readers;

/// <summary>
/// A reader for each kind. Kinds with many objects are read straight from the JSON, and their objects share what is equal; other kinds, and objects in which
/// a direct reader meets something unexpected, are decoded by <see cref="StoredObjects"/>, so the result is the same. Of the fields that a direct reader leaves
/// out it does not check what no API server writes: broken JSON, a field twice, bytes that are no UTF-8. Any number of threads may read at once.
/// </summary>
public sealed class ObjectReaders
{
    private readonly SharedParts _parts = new();

    public ObjectReader Of(Kind kind)
    {
        ArgumentNullException.ThrowIfNull(kind);
        var direct = DirectReaderOf(kind);
        return direct is null
            ? json => StoredObjects.Decode(kind, json)
            : json => TryRead(direct, json, out var read) ? StoredDocument.Of(read) : StoredObjects.Decode(kind, json);
    }

    /// <summary>Null for kinds that have few objects.</summary>
    internal static DirectReader? DirectReaderOf(Kind kind) =>
        kind == Pod.Kind ? PodReader.Read
        : kind == EndpointSlice.Kind ? EndpointSliceReader.Read
        : kind == Service.Kind ? ServiceReader.Read
        : kind == Node.Kind ? NodeReader.Read
        : kind == Namespace.Kind ? NamespaceReader.Read
        : null;

    /// <returns>False when the object is not as an API server writes it, or has a mistake.</returns>
    internal bool TryRead(DirectReader reader, ReadOnlySpan<byte> json, [NotNullWhen(true)] out ConfigObject? read)
    {
        try
        {
            var cursor = new ObjectCursor(json, _parts);
            cursor.Start();
            read = reader(ref cursor);
            cursor.End();
            return true;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a string holds bytes that are no UTF-8, or half of a surrogate pair.
            read = null;
            return false;
        }
    }
}
