using Istio.Core.Net;
using Ztunnel.Proxy.Routing;
using Ztunnel.State;

namespace Ztunnel.Tests.Routing;

public sealed class OutboundRouterTests
{
    private const string Mesh = """
        workloads:
        - {uid: c//Pod/d/client, name: client, namespace: d, serviceAccount: client, trustDomain: td, workloadIps: [10.0.0.1], protocol: HBONE, node: n1, locality: {region: r1, zone: z1}}
        - {uid: c//Pod/d/near, name: near, namespace: d, serviceAccount: server, trustDomain: td, workloadIps: [10.0.0.2], protocol: HBONE, node: n1, locality: {region: r1, zone: z1}, services: {d/s.d: {80: 8080}, d/strict.d: {80: 8080}, d/failover.d: {80: 8080}}}
        - {uid: c//Pod/d/far, name: far, namespace: d, serviceAccount: server, trustDomain: td, workloadIps: [10.0.0.3], protocol: TCP, node: n2, locality: {region: r2, zone: z2}, services: {d/tcp.d: {80: 8080}, d/strict.d: {80: 8080}, d/failover.d: {80: 8080}, d/alone.d: {80: 8080}}}
        - {uid: c//Pod/d/sick, name: sick, namespace: d, workloadIps: [10.0.0.4], protocol: TCP, status: Unhealthy, services: {d/sick.d: {80: 8080}, d/allow-all.d: {80: 8080}}}
        - {uid: c//Pod/d/behind, name: behind, namespace: d, workloadIps: [10.0.0.5], protocol: HBONE, waypoint: {destination: d/waypoint.d, hboneMtlsPort: 15008}}
        - {uid: c//Pod/d/way, name: way, namespace: d, serviceAccount: way, trustDomain: td, workloadIps: [10.0.0.9], protocol: HBONE, services: {d/waypoint.d: {15008: 15008}}}
        - {uid: c//Pod/d/abroad, name: abroad, namespace: d, workloadIps: [10.0.0.6], protocol: HBONE, network: other, services: {d/abroad.d: {80: 80}}}
        services:
        - {name: s, namespace: d, hostname: s.d, vips: [/10.96.0.1], ports: {80: 0}, subjectAltNames: ["spiffe://td/ns/d/sa/alias", "not-a-spiffe-id"]}
        - {name: tcp, namespace: d, hostname: tcp.d, vips: [/10.96.0.2], ports: {80: 8080}}
        - {name: strict, namespace: d, hostname: strict.d, vips: [/10.96.0.3], ports: {80: 8080}, loadBalancer: {routingPreferences: [Node], mode: Strict}}
        - {name: failover, namespace: d, hostname: failover.d, vips: [/10.96.0.4], ports: {80: 8080}, loadBalancer: {routingPreferences: [Region, Zone], mode: Failover}}
        - {name: sick, namespace: d, hostname: sick.d, vips: [/10.96.0.5], ports: {80: 8080}}
        - {name: allow-all, namespace: d, hostname: allow-all.d, vips: [/10.96.0.6], ports: {80: 8080}, loadBalancer: {healthPolicy: AllowAll}}
        - {name: pass, namespace: d, hostname: pass.d, vips: [/10.96.0.7], ports: {80: 8080}, loadBalancer: {mode: Passthrough}}
        - {name: waypoint, namespace: d, hostname: waypoint.d, vips: [/10.96.0.8], ports: {15008: 15008}}
        - {name: guarded, namespace: d, hostname: guarded.d, vips: [/10.96.0.9], ports: {80: 8080}, waypoint: {destination: /10.96.0.8, hboneMtlsPort: 15008}}
        - {name: lost, namespace: d, hostname: lost.d, vips: [/10.96.0.10], ports: {80: 8080}, waypoint: {destination: d/gone.d, hboneMtlsPort: 15008}}
        - {name: abroad, namespace: d, hostname: abroad.d, vips: [/10.96.0.11], ports: {80: 8080}}
        - {name: alone, namespace: d, hostname: alone.d, vips: [/10.96.0.12], ports: {80: 8080}, loadBalancer: {routingPreferences: [Region, Zone], mode: Failover}}
        """;

    private readonly MeshState _state;

    public OutboundRouterTests()
    {
        var store = new MeshStore();
        LocalStateReader.Read(Mesh).ApplyTo(store);
        _state = store.Current;
    }

    [Fact]
    public void A_service_address_goes_to_an_endpoint_through_hbone()
    {
        var route = Route("10.96.0.1:80").Route!;

        Assert.Equal((RouteProtocol.Hbone, "10.0.0.2:15008", "10.0.0.2:8080"), (route.Protocol, route.NextHop.ToString(), route.Authority.ToString()));
        Assert.Equal("s.d", route.Service!.Hostname);
        Assert.Equal(["spiffe://td/ns/d/sa/server", "spiffe://td/ns/d/sa/alias"], route.ExpectedIdentities.Select(id => id.ToString()));
    }

    [Fact]
    public void An_endpoint_outside_the_mesh_is_reached_by_plain_tcp()
    {
        var route = Route("10.96.0.2:80").Route!;

        Assert.Equal((RouteProtocol.Tcp, "10.0.0.3:8080", "tcp.d"), (route.Protocol, route.NextHop.ToString(), route.Service!.Hostname));
    }

    [Theory]
    [InlineData("10.96.0.3:80", "10.0.0.2:15008")]
    [InlineData("10.96.0.4:80", "10.0.0.2:15008")]
    [InlineData("10.96.0.12:80", "10.0.0.3:8080")]
    public void Locality_decides_among_endpoints(string asked, string nextHop)
    {
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(nextHop, Route(asked).Route!.NextHop.ToString());
        }
    }

    [Theory]
    [InlineData("10.96.0.5:80", "no healthy upstream: 10.96.0.5:80")]
    [InlineData("10.96.0.2:81", "no healthy upstream: 10.96.0.2:81")]
    [InlineData("10.96.0.10:80", "unknown waypoint: d/gone.d")]
    [InlineData("10.96.0.11:80", "workload c//Pod/d/abroad is in network \"other\"; traffic across networks is not done in this version")]
    public void Without_a_way_the_connection_fails(string asked, string error) => Assert.Equal(error, Route(asked).Error);

    [Fact]
    public void An_unhealthy_endpoint_serves_where_the_policy_allows_all() =>
        Assert.Equal("10.0.0.4:8080", Route("10.96.0.6:80").Route!.NextHop.ToString());

    [Fact]
    public void Passthrough_goes_where_it_was_going_and_names_no_service()
    {
        var route = Route("10.96.0.7:80").Route!;

        Assert.Equal((RouteProtocol.Tcp, "10.96.0.7:80"), (route.Protocol, route.NextHop.ToString()));
        Assert.Null(route.Service);
    }

    [Fact]
    public void A_guarded_service_goes_to_its_waypoint_under_its_own_address()
    {
        var route = Route("10.96.0.9:80").Route!;

        Assert.Equal((RouteProtocol.Hbone, "10.0.0.9:15008", "10.96.0.9:80"), (route.Protocol, route.NextHop.ToString(), route.Authority.ToString()));
        Assert.Equal("guarded.d", route.Service!.Hostname);
        Assert.Equal(["spiffe://td/ns/d/sa/way"], route.ExpectedIdentities.Select(id => id.ToString()));
    }

    [Fact]
    public void A_guarded_workload_goes_to_its_waypoint_except_from_the_waypoint_itself()
    {
        Assert.Equal("10.0.0.9:15008", Route("10.0.0.5:1234").Route!.NextHop.ToString());

        var route = Route("10.0.0.5:1234", "c//Pod/d/way").Route!;
        Assert.Equal(("10.0.0.5:15008", "10.0.0.5:1234"), (route.NextHop.ToString(), route.Authority.ToString()));
    }

    [Fact]
    public void A_workload_address_keeps_its_port()
    {
        var route = Route("10.0.0.2:9999").Route!;

        Assert.Equal(("10.0.0.2:15008", "10.0.0.2:9999"), (route.NextHop.ToString(), route.Authority.ToString()));
        Assert.Null(route.Service);
    }

    [Fact]
    public void An_unknown_address_is_passed_through()
    {
        var route = Route("203.0.113.7:443").Route!;

        Assert.Equal((RouteProtocol.Tcp, "203.0.113.7:443"), (route.Protocol, route.NextHop.ToString()));
        Assert.Null(route.Upstream);
    }

    [Fact]
    public void Endpoints_are_picked_in_proportion_to_their_capacity()
    {
        var store = new MeshStore();
        LocalStateReader.Read("""
            workloads:
            - {uid: c, name: c, namespace: d, workloadIps: [10.0.0.1]}
            - {uid: one, name: one, namespace: d, workloadIps: [10.0.0.2], services: {d/s.d: {80: 80}}}
            - {uid: three, name: three, namespace: d, workloadIps: [10.0.0.3], capacity: 3, services: {d/s.d: {80: 80}}}
            - {uid: none, name: none, namespace: d, workloadIps: [10.0.0.4], capacity: 0, services: {d/s.d: {80: 80}}}
            services:
            - {name: s, namespace: d, hostname: s.d, vips: [/10.96.0.1], ports: {80: 80}}
            """).ApplyTo(store);
        var router = new OutboundRouter("", new Random(42));
        var source = store.Current.WorkloadByUid("c")!;

        var picks = Enumerable.Range(0, 4000)
            .Select(_ => router.Route(store.Current, source, OutboundTarget.Of(IpPort.Parse("10.96.0.1:80"))).Route!.Upstream!.Uid)
            .CountBy(uid => uid)
            .ToDictionary();

        Assert.False(picks.ContainsKey("none"));
        Assert.InRange(picks["one"], 850, 1150);
    }

    private RouteDecision Route(string address, string from = "c//Pod/d/client") => new OutboundRouter("", new Random(1))
        .Route(_state, _state.WorkloadByUid(from)!, OutboundTarget.Of(IpPort.Parse(address)));
}
