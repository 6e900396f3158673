using Istio.Core.Values;
using Istio.Model.Kinds.Networking.WorkloadEntries;
using Istio.Model.Objects;

namespace Istio.Model.Kinds.Networking.ServiceEntries;

/// <summary>Services that Kubernetes does not know.</summary>
public sealed record ServiceEntry(ObjectMeta Metadata) : ConfigObject(Metadata)
{
    public static Kind<ServiceEntry> Kind { get; } = new("networking.istio.io", nameof(ServiceEntry), "serviceentries", ServiceEntryDecoder.Decode)
    {
        Versions = ["v1", "v1beta1", "v1alpha3"],
    };

    protected override Kind DeclaredKind => Kind;

    /// <summary>In lower case and without a final dot, each once.</summary>
    public ValueList<string> Hosts { get; init; } = [];

    /// <summary>Addresses and ranges as written.</summary>
    public ValueList<string> Addresses { get; init; } = [];

    public ValueList<ServiceEntryPort> Ports { get; init; } = [];

    public bool IsMeshInternal { get; init; }

    public ServiceResolution Resolution { get; init; }

    /// <summary>Endpoints written in the entry itself.</summary>
    public ValueList<WorkloadEndpoint> Endpoints { get; init; } = [];

    /// <summary>Labels of WorkloadEntries and pods of the namespace; null when the entry selects none.</summary>
    public ValueMap<string, string>? WorkloadSelector { get; init; }

    public ValueList<string> ExportTo { get; init; } = [];

    public ValueList<string> SubjectAltNames { get; init; } = [];

    /// <summary>Addresses that the address controller gave to hosts, from the status.</summary>
    public ValueList<AllocatedAddress> AllocatedAddresses { get; init; } = [];
}
