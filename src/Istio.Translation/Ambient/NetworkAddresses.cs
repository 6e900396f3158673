using Istio.Model.Services;

namespace Istio.Translation.Ambient;

internal static class NetworkAddresses
{
    public static Api.Workload.NetworkAddress Build(NetworkAddress address) => new() { Network = address.Network, Address = AddressBytes.Of(address.Address) };
}
