using Istio.Core.Net;

namespace Istio.Load.Pairs;

/// <summary>The pairs by name.</summary>
internal static class PairFactory
{
    /// <summary>No proxies: the floor of what messages cost.</summary>
    public const string Direct = "direct";

    /// <summary>Envoy needs the shared folder, ztunnel must have been published; the others are this program.</summary>
    public static bool IsAvailable(string name) => name switch
    {
        "envoy" => EnvoyPair.IsAvailable,
        "ztunnel" => ZtunnelPair.IsAvailable,
        "bare" or "plain" or Direct => true,
        _ => false,
    };

    /// <param name="name">One for which <see cref="IsAvailable"/> holds.</param>
    /// <param name="application">Where the second proxy goes.</param>
    /// <param name="folder">Has the certificates; a place for files.</param>
    public static Task<ProxyPair> StartAsync(string name, IpPort application, string folder) => name switch
    {
        "envoy" => EnvoyPair.StartAsync(application, folder),
        "ztunnel" => ZtunnelPair.StartAsync(application, folder),
        Direct => RelayPair.StartDirectAsync(),
        "bare" => RelayPair.StartTunnelAsync(application, folder),
        _ => RelayPair.StartPlainAsync(application),
    };
}
