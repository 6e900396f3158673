using Istio.Core.Values;

namespace Istio.Model.Kinds.Networking.WorkloadEntries;

/// <summary>A workload outside Kubernetes: the specification of a WorkloadEntry, and an endpoint of a ServiceEntry.</summary>
/// <param name="Address">An IP address, a host name, or <c>unix://</c> with a path.</param>
public sealed record WorkloadEndpoint(string Address)
{
    /// <summary>Port of the workload by the name of the service port.</summary>
    public ValueMap<string, int> Ports { get; init; } = ValueMap<string, int>.Empty;

    public ValueMap<string, string> Labels { get; init; } = ValueMap<string, string>.Empty;

    /// <summary>Empty: the network of the cluster.</summary>
    public string Network { get; init; } = "";

    /// <summary><c>region/zone/subzone</c>.</summary>
    public string Locality { get; init; } = "";

    /// <summary>0: not given, counts as 1.</summary>
    public int Weight { get; init; }

    public string ServiceAccount { get; init; } = "";
}
