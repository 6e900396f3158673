namespace Ztunnel.State;

/// <summary>Which address families a service uses. Values of <c>istio.workload.IPFamilies</c>.</summary>
internal enum IpFamilies
{
    Automatic = 0,
    V4Only = 1,
    V6Only = 2,
    Dual = 3,
}
