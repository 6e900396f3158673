using Istio.Core.Names;
using Istio.Core.Values;
using Istio.Model.Objects;

namespace Istio.Model.Kinds.Discovery.EndpointSlices;

/// <summary>Addresses behind a service, whether pods or not.</summary>
public sealed record EndpointSlice(ObjectMeta Metadata) : ConfigObject(Metadata)
{
    public static Kind<EndpointSlice> Kind { get; } = new("discovery.k8s.io", nameof(EndpointSlice), "endpointslices", EndpointSliceDecoder.Decode)
    {
        Versions = ["v1"],
        KeepsWhatIsUnused = false,
    };

    protected override Kind DeclaredKind => Kind;

    /// <summary>The service of the same namespace that the slice belongs to; empty when it is not labelled.</summary>
    public string ServiceName => Metadata.Label(Labels.ServiceName);

    /// <summary>Slices of host names are not used by the mesh.</summary>
    public bool HoldsHostNames { get; init; }

    public ValueList<SliceEndpoint> Endpoints { get; init; } = [];

    public ValueList<SlicePort> Ports { get; init; } = [];
}
