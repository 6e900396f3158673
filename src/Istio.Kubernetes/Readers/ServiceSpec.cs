using Istio.Core.Values;
using Istio.Model.Kinds.Core.Services;

namespace Istio.Kubernetes.Readers;

/// <summary>What the mesh needs of a service's <c>spec</c>, while it is read; default when there is none.</summary>
internal struct ServiceSpec
{
    public bool IsExternalName;
    public bool IsNodeLocal;
    public bool PublishNotReadyAddresses;
    public string? TrafficDistribution;
    public string? ClusterIP;
    public ValueList<string>? ClusterIPs;
    public ValueMap<string, string>? Selector;
    public ValueList<ServicePort>? Ports;
    public ValueList<IpFamily>? Families;
}
