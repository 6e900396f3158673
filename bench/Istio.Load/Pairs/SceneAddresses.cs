using Istio.Core.Net;

namespace Istio.Load.Pairs;

/// <summary>
/// Two loopback addresses of this run. ztunnel's ports are fixed by Istio, so runs side by side, and a playground, differ in the address.
/// </summary>
internal static class SceneAddresses
{
    private static readonly int Run = Random.Shared.Next(1 << 14);

    public static IpAddress Caller { get; } = Address(1);

    /// <summary>Where the application and its ztunnel are.</summary>
    public static IpAddress Callee { get; } = Address(2);

    private static IpAddress Address(int host) => IpAddress.Parse($"127.{128 + (Run >> 8)}.{Run & 0xff}.{host}");
}
