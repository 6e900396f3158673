using Istio.Core.Net;

namespace Istio.Model.Services;

/// <summary>An address within a network: the same address may mean something else in another one.</summary>
/// <param name="Network">Empty in a mesh of one network without a name.</param>
public readonly record struct NetworkAddress(string Network, IpAddress Address)
{
    /// <summary><c>NETWORK/ADDRESS</c>, the alias by which ztunnel asks for whatever is there.</summary>
    public override string ToString() => $"{Network}/{Address}";
}
