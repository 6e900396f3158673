using Istio.Core.Values;

namespace Istio.Model.Kinds;

/// <summary>Services that Kubernetes does not know.</summary>
public sealed record ServiceEntry(ObjectMeta Metadata) : ConfigObject(Metadata)
{
    public override ObjectKind Kind => ObjectKind.ServiceEntry;

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
