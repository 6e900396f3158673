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
    public void Workloads_of_the_own_node_are_known_without_a_look_at_all_others()
    {
        var store = new MeshStore("here");
        store.Apply(static b => b.Put(Pod("a", "10.0.0.1") with { Node = "here" }));
        var before = store.Current.WorkloadsOfNode;
        Assert.Equal(["a"], before.Keys);

        store.Apply(static b => b.Put(Pod("b", "10.0.0.2") with { Node = "elsewhere" }));
        store.Apply(static b => b.Put(new Service { Name = "reviews", Key = Reviews }));
        Assert.Same(before, store.Current.WorkloadsOfNode);

        store.Apply(static b => b.Put(Pod("b", "10.0.0.2") with { Node = "here" }));
        Assert.Equal(["a", "b"], store.Current.WorkloadsOfNode.Keys.Order());

        store.Apply(static b => b.Put(Pod("a", "10.0.0.1") with { Node = "elsewhere" }));
        store.Apply(static b => b.RemoveAddress("b"));
        Assert.Empty(store.Current.WorkloadsOfNode);
        Assert.Single(store.Current.Workloads);
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
    public void Equal_owners_of_a_name_or_an_address_are_decided_whatever_arrived_first()
    {
        var address = IpAddress.Parse("10.0.0.1");
        Service At(string ns, string host) => new() { Name = host, Key = new(ns, host), Vips = [new("", address)] };
        Service[] services = [At("aaa", "db.shop.svc.cluster.local"), At("shop", "db.shop.svc.cluster.local"), At("bbb", "x.example.com"), At("ccc", "x.example.com") with { IsCanonical = true }];
        Workload[] workloads =
        [
            Pod("c/networking.istio.io/WorkloadEntry/zzz/a", "10.0.0.2"), Pod("c/networking.istio.io/WorkloadEntry/aaa/a", "10.0.0.2"),
            Pod("c//Pod/shop/b", "10.0.0.3"), Pod("c//Pod/shop/a", "10.0.0.3") with { Status = HealthStatus.Unhealthy },
        ];
        foreach (var turn in new[] { 0, 1, 2, 3, 4, 5, 6, 7 })
        {
            var store = new MeshStore();
            foreach (var i in (turn < 4 ? new[] { 0, 1, 2, 3 } : [3, 2, 1, 0]).Select(i => (i + turn) % 4))
            {
                store.Apply(b => b.Put(services[i]));
                store.Apply(b => b.Put(workloads[i]));
            }

            store.Apply(b => b.Put(services[turn % 4])); // sent again
            store.Apply(b => b.Put(workloads[turn % 4]));
            Assert.Same(services[1], store.Current.ServiceAt("", address));
            Assert.Equal([services[1], services[0]], store.Current.ServicesNamed("db.shop.svc.cluster.local"));
            Assert.Equal([services[3], services[2]], store.Current.ServicesNamed("x.example.com"));
            Assert.Same(workloads[1], store.Current.WorkloadAt("", IpAddress.Parse("10.0.0.2")));
            Assert.Same(workloads[2], store.Current.WorkloadAt("", IpAddress.Parse("10.0.0.3")));
        }
    }

    [Fact]
    public void A_host_name_is_found_in_any_case_until_its_service_goes()
    {
        Put(new Service { Name = "api", Key = new("shop", "API.Example.com.") });

        Assert.Single(_store.Current.ServicesNamed("api.example.COM"));
        Assert.Single(_store.Current.ServicesNamed("api.example.com."));

        _store.Apply(b => b.RemoveAddress("shop/API.Example.com."));
        Assert.Empty(_store.Current.ServicesNamed("api.example.com"));
    }

    [Fact]
    public void A_workload_on_the_hosts_network_is_not_found_by_address()
    {
        Put(Pod("a", "10.0.0.1") with { NetworkMode = NetworkMode.HostNetwork });

        Assert.Null(_store.Current.WorkloadAt("", IpAddress.Parse("10.0.0.1")));
        Assert.Single(_store.Current.EndpointsOf(Reviews));
    }

    [Fact]
    public void The_same_address_in_another_network_is_another_workload()
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
