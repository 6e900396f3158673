using Istio.Benchmarks.Objects;
using Istio.Kubernetes.Readers;
using Istio.Model.Kinds.Core.Pods;
using Istio.Model.Kinds.Discovery.EndpointSlices;
using Istio.Model.Objects;

namespace Istio.Benchmarks.Allocations;

/// <summary>Objects of an API server, of which others that are alike have been read before.</summary>
internal static class ObjectOperations
{
    public static Operation ReadPod() => Make("objects: read a pod of 7 KB", Pod.Kind, StoredPods.Json(7));

    public static Operation ReadSlice() => Make("objects: read an EndpointSlice of 10 endpoints", EndpointSlice.Kind, StoredSlices.Json(7));

    private static SimpleOperation Make(string name, Kind kind, byte[] json)
    {
        var read = new ObjectReaders().Of(kind);
        return new SimpleOperation(name, () =>
        {
            if (read(json).Object is null)
            {
                throw new InvalidOperationException("The measured object is not as an API server writes it.");
            }
        });
    }
}
