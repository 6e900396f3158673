using Istio.Core.Values;

namespace Istio.Model.Kinds;

/// <summary>Whether workloads accept connections without mutual TLS.</summary>
public sealed record PeerAuthentication(ObjectMeta Metadata) : ConfigObject(Metadata)
{
    public override ObjectKind Kind => ObjectKind.PeerAuthentication;

    /// <summary>Null: the whole namespace, or the whole mesh from the root namespace.</summary>
    public ValueMap<string, string>? Selector { get; init; }

    public MutualTlsMode Mode { get; init; }

    /// <summary>Exceptions by port of the workload.</summary>
    public ValueMap<int, MutualTlsMode> PortModes { get; init; } = ValueMap<int, MutualTlsMode>.Empty;

    /// <summary>It speaks for chosen workloads.</summary>
    public bool SelectsWorkloads => Selector is { IsEmpty: false };
}
