using Istio.Core.Values;

namespace Istio.Model.Kinds;

/// <summary>A Gateway of the Gateway API, as far as waypoints and gateways between networks need it.</summary>
public sealed record Gateway(ObjectMeta Metadata) : ConfigObject(Metadata)
{
    public override ObjectKind Kind => ObjectKind.Gateway;

    public string ClassName { get; init; } = "";

    /// <summary>Addresses asked for; the addresses themselves for a gateway that runs elsewhere.</summary>
    public ValueList<GatewayAddress> Addresses { get; init; } = [];

    /// <summary>Addresses it was given: without one it is not in use yet.</summary>
    public ValueList<GatewayAddress> StatusAddresses { get; init; } = [];

    public ValueList<GatewayListener> Listeners { get; init; } = [];
}
