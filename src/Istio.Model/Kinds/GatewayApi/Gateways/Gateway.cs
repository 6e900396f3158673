using Istio.Core.Values;
using Istio.Model.Objects;

namespace Istio.Model.Kinds.GatewayApi.Gateways;

/// <summary>A Gateway of the Gateway API, as far as waypoints and gateways between networks need it.</summary>
public sealed record Gateway(ObjectMeta Metadata) : ConfigObject(Metadata)
{
    public static Kind<Gateway> Kind { get; } = new("gateway.networking.k8s.io", nameof(Gateway), "gateways", GatewayDecoder.Decode)
    {
        Versions = ["v1", "v1beta1", "v1alpha2"],
        ShownVersion = "v1beta1",
    };

    protected override Kind DeclaredKind => Kind;

    public string ClassName { get; init; } = "";

    /// <summary>Addresses asked for; the addresses themselves for a gateway that runs elsewhere.</summary>
    public ValueList<GatewayAddress> Addresses { get; init; } = [];

    /// <summary>Addresses it was given: without one it is not in use yet.</summary>
    public ValueList<GatewayAddress> StatusAddresses { get; init; } = [];

    public ValueList<GatewayListener> Listeners { get; init; } = [];
}
