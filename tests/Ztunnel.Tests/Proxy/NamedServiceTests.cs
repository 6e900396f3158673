using System.Collections.Concurrent;
using Istio.Core.Net;
using Istio.Core.Values;
using Ztunnel.State;

namespace Ztunnel.Tests.Proxy;

/// <summary>Services that a SOCKS5 client calls by name, as ServiceEntries describe them.</summary>
public sealed class NamedServiceTests
{
    private static readonly LoadBalancer Passthrough = new([], LoadBalancerMode.Passthrough, HealthPolicy.AllowAll);

    [Theory]
    [InlineData("*.wild.test", "a.wild.test")]
    [InlineData("API.Example.com", "api.example.com")]
    public async Task A_service_is_called_by_a_name_that_its_host_stands_for(string host, string asked)
    {
        await using var mesh = await LoopbackMesh.StartAsync();
        var plain = mesh.Left.Mesh.Current.ServiceAt("", mesh.PlainVip)!;
        var workload = mesh.Left.Mesh.Current.WorkloadByUid("c//Pod/shop/plain")!;
        var key = new NamespacedHostname("shop", host);
        mesh.Left.Mesh.Apply(builder => builder.Put(plain with { Key = key }));
        mesh.Left.Mesh.Apply(builder => builder.Put(workload with { Services = ValueMap.Create(KeyValuePair.Create(key, workload.Services[plain.Key])) }));

        using var client = await mesh.ConnectAsync(asked, 80);
        await client.PingAsync();

        Assert.Single(mesh.PlainApplication.Callers);
    }

    [Theory]
    [InlineData("none.example.com")]
    [InlineData("*.example.com")]
    public async Task A_service_without_resolution_and_address_is_where_its_name_leads(string host)
    {
        var names = new ConcurrentQueue<string>();
        var found = Array.Empty<IpAddress>();
        await using var mesh = await LoopbackMesh.StartAsync(lookUp: name =>
        {
            names.Enqueue(name);
            return Task.FromResult<IpAddress[]?>(found);
        });
        found = [mesh.Plain];
        mesh.Left.Mesh.Apply(builder => builder.Put(NoResolution(host)));

        using var client = await mesh.ConnectAsync("none.example.com", mesh.PlainApplication.Port);
        await client.PingAsync();

        Assert.Equal(["none.example.com"], names);
        Assert.Single(mesh.PlainApplication.Callers);
    }

    [Fact]
    public async Task Such_a_service_is_not_called_past_its_waypoint()
    {
        var found = Array.Empty<IpAddress>();
        await using var mesh = await LoopbackMesh.StartAsync(lookUp: _ => Task.FromResult<IpAddress[]?>(found));
        found = [mesh.Plain];
        mesh.Left.Mesh.Apply(builder => builder.Put(NoResolution("none.example.com") with { Waypoint = new(null, new NamespacedHostname("shop", "waypoint"), 15008) }));

        using var refused = await mesh.ConnectAsync("none.example.com", mesh.PlainApplication.Port);

        Assert.Equal(4, refused.Reply); // host unreachable
        Assert.Empty(mesh.PlainApplication.Callers);
    }

    private static Service NoResolution(string host) => new()
    {
        Name = "none",
        Key = new("shop", host),
        Ports = new ServicePorts(ValueMap.Create(KeyValuePair.Create((ushort)80, (ushort)80))),
        LoadBalancer = Passthrough,
    };
}
