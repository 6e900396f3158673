using Istio.Core.Net;
using Istio.Core.Values;
using Ztunnel.State;

namespace Ztunnel.Tests.State;

public sealed class MeshStateTests
{
    private static readonly NamespacedHostname Reviews = new("shop", "reviews.shop");

    private readonly MeshStore _store = new();

    [Fact]
    public void A_workload_may_arrive_before_its_service()
    {
        Put(Pod("a", "10.0.0.1"));
        Assert.Single(_store.Current.EndpointsOf(Reviews));
        Assert.Null(_store.Current.ServiceByKey(Reviews));

        Put(new Service { Name = "reviews", Key = Reviews, Vips = [new("", IpAddress.Parse("10.96.0.1"))] });

        Assert.Equal("a", Assert.Single(_store.Current.EndpointsOf(_store.Current.ServiceAt("", IpAddress.Parse("10.96.0.1"))!.Key)).Key);
    }

    [Fact]
    public void A_service_sent_again_keeps_its_endpoints()
    {
        Put(Pod("a", "10.0.0.1"));
        Put(new Service { Name = "reviews", Key = Reviews });
        Put(new Service { Name = "reviews", Key = Reviews, SubjectAltNames = ["spiffe://x/ns/a/sa/b"] });

        Assert.Single(_store.Current.EndpointsOf(Reviews));
    }

    [Fact]
    public void A_removed_workload_takes_its_endpoints_and_addresses_with_it()
    {
        Put(Pod("a", "10.0.0.1"));
        _store.Apply(b => b.RemoveAddress("Kubernetes//Pod/shop/a"));
        _store.Apply(b => b.RemoveAddress("a"));

        Assert.Empty(_store.Current.EndpointsOf(Reviews));
        Assert.Null(_store.Current.WorkloadAt("", IpAddress.Parse("10.0.0.1")));
        Assert.Empty(_store.Current.Workloads);
    }

    [Fact]
    public void A_workload_that_moves_leaves_its_old_address()
    {
        Put(Pod("a", "10.0.0.1"));
        Put(Pod("a", "10.0.0.2"));

        Assert.Null(_store.Current.WorkloadAt("", IpAddress.Parse("10.0.0.1")));
        Assert.NotNull(_store.Current.WorkloadAt("", IpAddress.Parse("10.0.0.2")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Of_two_workloads_at_one_address_the_pod_with_hbone_is_preferred(bool podFirst)
    {
        var pod = Pod("Kubernetes//Pod/shop/a", "10.0.0.1") with { Protocol = TunnelProtocol.Hbone };
        var entry = Pod("Kubernetes/networking.istio.io/WorkloadEntry/shop/a", "10.0.0.1") with { Protocol = TunnelProtocol.Hbone };
        foreach (var workload in podFirst ? [pod, entry] : new[] { entry, pod })
        {
            Put(workload);
        }

        Assert.Same(pod, _store.Current.WorkloadAt("", IpAddress.Parse("10.0.0.1")));
        _store.Apply(b => b.RemoveAddress(pod.Uid));
        Assert.Same(entry, _store.Current.WorkloadAt("", IpAddress.Parse("10.0.0.1")));
    }

    [Fact]
    public void A_workload_on_the_hosts_network_is_not_found_by_address()
    {
        Put(Pod("a", "10.0.0.1") with { NetworkMode = NetworkMode.HostNetwork });

        Assert.Null(_store.Current.WorkloadAt("", IpAddress.Parse("10.0.0.1")));
        Assert.Single(_store.Current.EndpointsOf(Reviews));
    }

    [Fact]
    public void The_same_address_in_another_network_is_somebody_else()
    {
        Put(Pod("a", "10.0.0.1"));

        Assert.Null(_store.Current.WorkloadAt("remote", IpAddress.Parse("10.0.0.1")));
    }

    [Fact]
    public void Listeners_see_the_state_before_and_after()
    {
        MeshState? before = null;
        MeshState? after = null;
        _store.Changed += (b, a) => (before, after) = (b, a);

        Put(Pod("a", "10.0.0.1"));

        Assert.Empty(before!.Workloads);
        Assert.Single(after!.Workloads);
        Assert.Same(after, _store.Current);
    }

    private static Workload Pod(string uid, string address) => new()
    {
        Uid = uid,
        Name = uid,
        Namespace = "shop",
        Addresses = [IpAddress.Parse(address)],
        Services = ValueMap.Create(KeyValuePair.Create(Reviews, ServicePorts.Empty)),
    };

    private void Put(Workload workload) => _store.Apply(b => b.Put(workload));

    private void Put(Service service) => _store.Apply(b => b.Put(service));
}
