using System.Collections.Concurrent;
using Istio.Core.Net;

namespace Ztunnel.Tests.Proxy;

/// <summary>Workloads that have a host name instead of addresses, as ServiceEntries with DNS resolution make them.</summary>
public sealed class HostnameWorkloadTests
{
    private readonly ConcurrentQueue<string> _asked = [];

    [Fact]
    public async Task A_workload_is_reached_by_its_name_which_is_looked_up_once()
    {
        IpAddress[] found = [IpAddress.Parse("fd00::1")]; // only where there is none of the asked family
        await using var mesh = await LoopbackMesh.StartAsync(lookUp: name =>
        {
            _asked.Enqueue(name);
            return Task.FromResult<IpAddress[]?>(found);
        });
        found = [mesh.Plain, .. found];
        NamePlain(mesh, "external.example.com");

        for (var i = 0; i < 3; i++)
        {
            using var client = await mesh.ConnectAsync(mesh.PlainVip, 80);
            await client.PingAsync();
        }

        Assert.Equal("external.example.com", Assert.Single(_asked));
        Assert.Equal(3, mesh.PlainApplication.Callers.Count);
        Assert.Equal(
            "istio_on_demand_dns_total{source_workload=\"client\",source_canonical_service=\"client\",source_canonical_revision=\"v1\",source_workload_namespace=\"shop\","
            + "source_principal=\"spiffe://cluster.local/ns/shop/sa/client\",source_app=\"client\",source_version=\"v1\",source_cluster=\"Kubernetes\",hostname=\"external.example.com\"} 3",
            Assert.Single(MetricsText.Samples(mesh.Left.Metrics), line => line.StartsWith("istio_on_demand_dns_total", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_name_without_addresses_is_no_route()
    {
        await using var mesh = await LoopbackMesh.StartAsync(lookUp: _ => Task.FromResult<IpAddress[]?>([]));
        NamePlain(mesh, "nowhere.example.com");

        using var refused = await mesh.ConnectAsync(mesh.PlainVip, 80);

        Assert.Equal(4, refused.Reply); // host unreachable
    }

    private static void NamePlain(LoopbackMesh mesh, string hostname)
    {
        var plain = mesh.Left.Mesh.Current.WorkloadByUid("c//Pod/shop/plain")!;
        mesh.Left.Mesh.Apply(builder => builder.Put(plain with { Addresses = [], Hostname = hostname }));
    }
}
