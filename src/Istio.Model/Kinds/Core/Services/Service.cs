using Istio.Core.Values;
using Istio.Model.Objects;

namespace Istio.Model.Kinds.Core.Services;

/// <summary>A Kubernetes Service.</summary>
public sealed record Service(ObjectMeta Metadata) : ConfigObject(Metadata)
{
    public static Kind<Service> Kind { get; } = new("", nameof(Service), "services", ServiceDecoder.Decode)
    {
        Versions = ["v1"],
        IsNamedByLabel = true,
        KeepsWhatIsUnused = false,
    };

    protected override Kind DeclaredKind => Kind;

    /// <summary>Labels of the pods behind the service. Empty: its EndpointSlices are made by someone else.</summary>
    public ValueMap<string, string> Selector { get; init; } = ValueMap<string, string>.Empty;

    /// <summary>Addresses as written; <c>None</c> for a headless service.</summary>
    public ValueList<string> ClusterIPs { get; init; } = [];

    public ValueList<ServicePort> Ports { get; init; } = [];

    /// <summary>An alias for a name outside; such a service has no address and no workloads.</summary>
    public bool IsExternalName { get; init; }

    /// <summary>Whether callers reach only the pods of their own node (<c>internalTrafficPolicy: Local</c>).</summary>
    public bool IsNodeLocal { get; init; }

    public bool PublishNotReadyAddresses { get; init; }

    /// <summary><c>PreferClose</c>, <c>PreferSameZone</c>, <c>PreferSameNode</c> or empty.</summary>
    public string TrafficDistribution { get; init; } = "";

    public ValueList<IpFamily> IPFamilies { get; init; } = [];
}
