using Istio.Xds.Resources;

namespace Istiod.Discovery;

/// <summary>How a set of resources differs from the one published before.</summary>
/// <param name="Changed">New ones among them.</param>
/// <param name="Removed">By name.</param>
internal sealed record LayerChange(List<EncodedResource> Changed, List<string> Removed)
{
    public static LayerChange None { get; } = new([], []);

    public bool IsEmpty => Changed.Count + Removed.Count == 0;
}
