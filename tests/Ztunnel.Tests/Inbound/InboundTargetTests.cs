using Istio.Core.Net;
using Ztunnel.Proxy.Headers;
using Ztunnel.Proxy.Inbound;
using Ztunnel.Settings;
using Ztunnel.State;

namespace Ztunnel.Tests.Inbound;

public sealed class InboundTargetTests
{
    private const string Mesh = """
        workloads:
        - {uid: c//Pod/d/web, name: web, namespace: d, workloadIps: [10.0.0.1], protocol: HBONE, services: {d/web.d: {80: 8080}}}
        services:
        - {name: web, namespace: d, hostname: web.d, vips: [other/10.96.0.9, "net/fd00::9", net/10.96.0.1], ports: {80: 1, 81: 9090, 82: 15006}}
        - {name: bare, namespace: d, hostname: bare.d, ports: {80: 8080}}
        """;

    private static readonly IpAddress Local = IpAddress.Parse("10.0.0.1");

    private readonly MeshState _state;
    private readonly Workload _plain;

    public InboundTargetTests()
    {
        var store = new MeshStore();
        LocalStateReader.Read(Mesh).ApplyTo(store);
        _state = store.Current;
        _plain = _state.WorkloadByUid("c//Pod/d/web")!;
    }

    [Theory]
    [InlineData("10.0.0.1:8080", 0, "10.0.0.1:8080")]
    [InlineData("web.d:80", 0, "10.0.0.1:8080")] // the endpoint's own port
    [InlineData("web.d:81", 0, "10.0.0.1:9090")] // the service's
    [InlineData("10.0.0.2:8080", 400, null)]
    [InlineData("10.0.0.1:15008", 503, null)]
    [InlineData("web.d:82", 503, null)] // known only once the port is resolved
    [InlineData("web.d:83", 503, null)]
    [InlineData("elsewhere:80", 503, null)]
    public void Without_a_tunnel_the_port_is_the_clients_choice_and_the_address_is_not(string authority, int status, string? address)
    {
        var target = Resolve(_plain, authority);

        Assert.Equal(status, target.Status);
        Assert.Equal(status == 0, target.Error is null);
        Assert.Null(target.ProxyDestination);
        Assert.True(address is null || target.Address == IpPort.Parse(address));
    }

    [Theory]
    [InlineData(0, "10.96.7.7:80", 0, "10.0.0.1:80", "10.96.7.7:80")] // anything goes: the application decides
    [InlineData(15088, "10.96.7.7:80", 0, "10.0.0.1:15088", "10.96.7.7:80")]
    [InlineData(15088, "web.d:81", 0, "10.0.0.1:15088", "10.96.0.1:81")] // an address of this network, of IPv4
    [InlineData(15088, "bare.d:80", 503, null, null)]
    [InlineData(15088, "10.96.7.7:15008", 503, null, null)]
    [InlineData(15006, "10.96.7.7:80", 503, null, null)]
    public void A_PROXY_tunnel_has_its_port_and_gets_the_requested_destination(ushort port, string authority, int status, string? address, string? told)
    {
        var target = Resolve(_plain with { ApplicationTunnel = new(IsProxyProtocol: true, port) }, authority);

        Assert.Equal(status, target.Status);
        Assert.True(address is null || target.Address == IpPort.Parse(address));
        Assert.Equal(told, target.ProxyDestination?.ToString());
    }

    private InboundTarget Resolve(Workload destination, string text)
    {
        Assert.True(TunnelAuthority.TryParse(text, out var authority));
        return InboundTarget.Resolve(_state, destination, Local, authority, new ZtunnelSettings { Mode = ProxyMode.Standalone, Network = "net" });
    }
}
