namespace Ztunnel.State;

/// <summary>
/// A reference to a waypoint or to a network gateway: by address (used as it is) or by service host name (endpoints are chosen
/// for each connection). Exactly one of the two is set.
/// </summary>
/// <param name="HboneMtlsPort">The service port on which the gateway accepts HBONE, normally 15008.</param>
internal sealed record GatewayAddress(NetworkAddress? Address, NamespacedHostname? Hostname, ushort HboneMtlsPort)
{
    /// <summary>The reference as the local file and the dump write it: <c>network/ip</c> or <c>namespace/hostname</c>.</summary>
    public string Destination => Address?.ToString() ?? Hostname?.ToString() ?? string.Empty;
}
