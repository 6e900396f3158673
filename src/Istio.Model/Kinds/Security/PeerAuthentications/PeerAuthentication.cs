using Istio.Core.Values;
using Istio.Model.Objects;

namespace Istio.Model.Kinds.Security.PeerAuthentications;

/// <summary>Whether workloads accept connections without mutual TLS.</summary>
public sealed record PeerAuthentication(ObjectMeta Metadata) : ConfigObject(Metadata)
{
    public static Kind<PeerAuthentication> Kind { get; } = new("security.istio.io", nameof(PeerAuthentication), "peerauthentications", PeerAuthenticationDecoder.Decode)
    {
        Versions = ["v1", "v1beta1"],
    };

    protected override Kind DeclaredKind => Kind;

    /// <summary>Null: the whole namespace, or the whole mesh from the root namespace.</summary>
    public ValueMap<string, string>? Selector { get; init; }

    public MutualTlsMode Mode { get; init; }

    /// <summary>Exceptions by port of the workload.</summary>
    public ValueMap<int, MutualTlsMode> PortModes { get; init; } = ValueMap<int, MutualTlsMode>.Empty;

    /// <summary>It speaks for chosen workloads.</summary>
    public bool SelectsWorkloads => Selector is { IsEmpty: false };
}
