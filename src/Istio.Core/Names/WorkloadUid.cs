using Istio.Core.Net;

namespace Istio.Core.Names;

/// <summary>
/// What makes a workload that workload in the whole mesh, and the name of its resource: <c>CLUSTER/GROUP/KIND/NAMESPACE/NAME</c> and, where an object describes
/// several workloads, <c>/ADDRESS</c>. The texts are those of Istio 1.28.4; this type alone writes and reads them. The text is made once.
/// </summary>
public readonly record struct WorkloadUid : IComparable<WorkloadUid>
{
    private const string PodKind = "//Pod/";
    private const string WorkloadEntryKind = "/networking.istio.io/WorkloadEntry/";
    private const string ServiceEntryKind = "/networking.istio.io/ServiceEntry/";
    private const string EndpointSliceKind = "/discovery.k8s.io/EndpointSlice/";

    private readonly string? _text;

    private WorkloadUid(string text) => _text = text;

    /// <summary>Empty for the default value, which is no workload's.</summary>
    public string Text => _text ?? "";

    /// <summary>A pod describes the workload. What follows the kind decides nothing: users write addresses of endpoints as they like.</summary>
    public bool IsPod => Text.AsSpan(Math.Max(Text.IndexOf('/', StringComparison.Ordinal), 0)).StartsWith(PodKind, StringComparison.Ordinal);

    /// <param name="clusterId">The cluster that the pod runs in.</param>
    public static WorkloadUid Pod(string clusterId, string ns, string name) => new($"{clusterId}{PodKind}{ns}/{name}");

    public static WorkloadUid WorkloadEntry(string clusterId, string ns, string name) => new($"{clusterId}{WorkloadEntryKind}{ns}/{name}");

    /// <param name="address">Of one of the entry's endpoints: an address or a host name.</param>
    public static WorkloadUid ServiceEntryEndpoint(string clusterId, string ns, string name, string address) => new($"{clusterId}{ServiceEntryKind}{ns}/{name}/{address}");

    /// <param name="address">Of one of the slice's endpoints that is no pod.</param>
    public static WorkloadUid SliceEndpoint(string clusterId, string ns, string slice, IpAddress address) => new($"{clusterId}{EndpointSliceKind}{ns}/{slice}/{address}");

    /// <summary>A way into another network, which belongs to no cluster.</summary>
    /// <param name="host">An address or a host name.</param>
    public static WorkloadUid NetworkGateway(string network, string host, int port) => new($"NetworkGateway/{network}/{host}/{port}");

    /// <summary>A uid that came over the wire. Every text is one.</summary>
    public static WorkloadUid Of(string text) => new(text);

    /// <summary>By text, in ordinal order.</summary>
    public int CompareTo(WorkloadUid other) => string.CompareOrdinal(Text, other.Text);

    public override string ToString() => Text;
}
