using Istio.Model.Decoding;
using Istio.Model.Objects;

namespace Istio.Kubernetes.Readers;

/// <summary>How objects of a kind are read.</summary>
internal static class ObjectReaders
{
    public static ReadStored Of(Kind kind) => json => StoredObjects.Decode(kind, json);
}
