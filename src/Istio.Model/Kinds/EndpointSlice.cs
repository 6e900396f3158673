using Istio.Core.Values;

namespace Istio.Model.Kinds;

/// <summary>Addresses behind a service, whether pods or not.</summary>
public sealed record EndpointSlice(ObjectMeta Metadata) : ConfigObject(Metadata)
{
    public override ObjectKind Kind => ObjectKind.EndpointSlice;

    /// <summary>The service of the same namespace that the slice belongs to; empty when it is not labelled.</summary>
    public string ServiceName => Metadata.Label(Core.Names.Labels.ServiceName);

    /// <summary>Slices of host names are not used by the mesh.</summary>
    public bool HoldsHostNames { get; init; }

    public ValueList<SliceEndpoint> Endpoints { get; init; } = [];

    public ValueList<SlicePort> Ports { get; init; } = [];
}
