namespace Istio.Model.Kinds.GatewayApi.Gateways;

/// <param name="IsHostname">The value is a name and no IP address.</param>
public sealed record GatewayAddress(bool IsHostname, string Value);
