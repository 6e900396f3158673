using Istio.Api.Workload;
using Istio.Core.Values;
using Istio.Model.Kinds.Mesh;
using Istio.Model.Kinds.Selectors;
using Istio.Translation.Mesh.Workloads;

namespace Istio.Translation.Tests.Ambient;

public sealed class WorkloadTests
{
    [Fact]
    public void A_pod_stands_behind_the_services_that_select_it_on_its_own_ports()
    {
        var mesh = new TestMesh(Yaml.Pod("web-1", "10.0.0.1"), Yaml.Service("web", "10.1.0.1"), Yaml.Service("other", "10.1.0.2", "app: other"));

        Assert.Equal(["shop/web.shop.svc.cluster.local"], mesh.Pod("web-1").Services.Keys);
        Assert.Equal(new Port { ServicePort = 80, TargetPort = 8080 }, Assert.Single(mesh.Pod("web-1").Services["shop/web.shop.svc.cluster.local"].Ports));
    }

    [Fact]
    public void A_pod_that_is_not_ready_or_going_away_is_unhealthy()
    {
        var mesh = new TestMesh(Yaml.Pod("web-1", "10.0.0.1", ready: "False"));
        Assert.Equal(WorkloadStatus.Unhealthy, mesh.Pod("web-1").Status);

        mesh.Write("0.yaml", Yaml.Pod("web-1", "10.0.0.1"));
        Assert.Equal(WorkloadStatus.Healthy, mesh.Pod("web-1").Status);

        mesh.Write("0.yaml", Yaml.Pod("web-1", "10.0.0.1").Replace("namespace: shop,", "namespace: shop, deletionTimestamp: \"2025-01-01T00:00:00Z\",", StringComparison.Ordinal));
        Assert.Equal(WorkloadStatus.Unhealthy, mesh.Pod("web-1").Status);
    }

    [Theory]
    [InlineData("phase: Running", "phase: Succeeded")]
    [InlineData("phase: Running", "phase: Failed")]
    [InlineData("podIP: 10.0.0.1, ", "")]
    public void A_pod_that_nobody_can_call_is_no_workload(string written, string instead)
    {
        var mesh = new TestMesh(Yaml.Pod("web-1", "10.0.0.1").Replace(written, instead, StringComparison.Ordinal));

        Assert.Equal(0, mesh.Ambient.Addresses.Count);
    }

    [Fact]
    public void A_workload_of_another_network_is_reached_through_its_gateway()
    {
        var mesh = new TestMesh(
            Yaml.Namespace("istio-system", "topology.istio.io/network: net-a"),
            Yaml.WorkloadEntry("far", "address: 10.9.0.1, network: net-b"),
            Yaml.WorkloadEntry("lost", "address: 10.9.0.2, network: net-c"),
            Yaml.WorkloadEntry("near", "address: 10.0.0.1"),
            """
            apiVersion: gateway.networking.k8s.io/v1
            kind: Gateway
            metadata: {name: remote-b, namespace: istio-system, labels: {topology.istio.io/network: net-b}}
            spec:
              gatewayClassName: istio-remote
              addresses: [{type: IPAddress, value: 203.0.113.1}]
              listeners: [{name: mesh, port: 15008, protocol: HBONE}]
            """);

        Assert.Equal(
            new Api.Workload.GatewayAddress { HboneMtlsPort = 15008, Address = new NetworkAddress { Network = "net-b", Address = Google.Protobuf.ByteString.CopyFrom(203, 0, 113, 1) } },
            Entry(mesh, "far").NetworkGateway);
        Assert.Equal(("net-c", null), (Entry(mesh, "lost").Network, Entry(mesh, "lost").NetworkGateway));
        Assert.Equal(("net-a", null), (Entry(mesh, "near").Network, Entry(mesh, "near").NetworkGateway));
    }

    [Fact]
    public void An_endpoint_without_network_is_in_the_clusters_whatever_stands_before_it()
    {
        var mesh = new TestMesh(Yaml.ServiceEntry("db", "hosts: [db.example.com], resolution: STATIC, endpoints: [{address: 10.9.0.1, network: net-b}, {address: 10.0.0.2}]"));

        Assert.Equal("net-b", mesh.Workload("Kubernetes/networking.istio.io/ServiceEntry/shop/db/10.9.0.1")!.Network);
        Assert.Equal("", mesh.Workload("Kubernetes/networking.istio.io/ServiceEntry/shop/db/10.0.0.2")!.Network);
    }

    [Fact]
    public void A_service_entry_that_is_there_at_the_start_is_seen()
    {
        var mesh = new TestMesh(Yaml.ServiceEntry("db", "hosts: [db.example.com], addresses: [10.1.0.1], ports: [{number: 5432, name: tcp}], resolution: STATIC, endpoints: [{address: 10.0.0.2}]"));

        Assert.NotNull(mesh.Service("shop/db.example.com"));
        Assert.Equal(["shop/db.example.com"], mesh.Workload("Kubernetes/networking.istio.io/ServiceEntry/shop/db/10.0.0.2")!.Services.Keys);
    }

    [Fact]
    public void Only_discovered_namespaces_belong_to_the_mesh()
    {
        var mesh = new TestMesh(Yaml.Namespace("shop", "mesh: member"), Yaml.Pod("web-1", "10.0.0.1"), Yaml.Service("web", "10.1.0.1"), Yaml.Policy("all", "rules: [{}]"));
        var members = new LabelSelector(ValueMap.Create(KeyValuePair.Create("mesh", "member")), []);

        mesh.Configure(new MeshConfig { DiscoverySelectors = [members] });
        Assert.Equal((2, 1), (mesh.Ambient.Addresses.Count, mesh.Ambient.Authorizations.Count));

        Assert.Equal(["-Kubernetes//Pod/shop/web-1", "-shop/all", "-shop/web.shop.svc.cluster.local"], mesh.Write("0.yaml", Yaml.Namespace("shop")));
    }

    [Fact]
    public void An_unusual_trust_domain_is_told()
    {
        var mesh = new TestMesh(Yaml.Pod("web-1", "10.0.0.1"));
        Assert.Equal("", mesh.Pod("web-1").TrustDomain);

        mesh.Configure(new MeshConfig { TrustDomain = "example.com" });
        Assert.Equal("example.com", mesh.Pod("web-1").TrustDomain);
    }

    [Theory]
    [InlineData("ReplicaSet", "web-6c8d", "pod-template-hash: 6c8d", "web")]
    [InlineData("ReplicaSet", "web-6c8d", "rollouts-pod-template-hash: 6c8d", "web")]
    [InlineData("ReplicaSet", "web-6c8d", "pod-template-hash: other", "web-6c8d")]
    [InlineData("ReplicationController", "web-3", "deploymentconfig: web", "web")]
    [InlineData("ReplicationController", "web-3", "version: v1", "web-3")]
    [InlineData("Job", "nightly-28394820", "version: v1", "nightly")]
    [InlineData("Job", "nightly-1234567", "version: v1", "nightly-1234567")]
    [InlineData("Job", "nightly-12345678901", "version: v1", "nightly-12345678901")]
    [InlineData("StatefulSet", "db", "version: v1", "db")]
    [InlineData("ReplicaSet", "web-6c8d", "pod-template-hash: 6c8d, service.istio.io/workload-name: front", "front")]
    public void A_pod_with_a_generated_name_is_named_after_what_made_it(string kind, string owner, string labels, string name)
    {
        var mesh = new TestMesh(Owned(kind, owner, labels, "generateName: web-6c8d-,"));

        Assert.Equal((name, name, labels == "version: v1" ? "v1" : "latest"), Names(mesh.Pod("web-6c8d-x")));
    }

    [Theory]
    [InlineData("version: v1", "web-6c8d-x")]
    [InlineData("version: v1, service.istio.io/workload-name: front", "front")]
    public void An_owner_does_not_name_a_pod_whose_name_was_given(string labels, string name)
    {
        var mesh = new TestMesh(Owned("ReplicaSet", "web", labels, ""));

        Assert.Equal((name, name, "v1"), Names(mesh.Pod("web-6c8d-x")));
    }

    [Theory]
    [InlineData("", "address: 10.9.0.1", "vm")]
    [InlineData(", labels: {service.istio.io/workload-name: front}", "address: 10.9.0.1", "front")]
    [InlineData("", "address: 10.9.0.1, labels: {service.istio.io/workload-name: front}", "front")]
    [InlineData(", labels: {service.istio.io/workload-name: front}, annotations: {istio.io/autoRegistrationGroup: group}", "address: 10.9.0.1", "group")]
    public void A_workload_entry_is_named_by_its_group_or_its_label(string metadata, string spec, string name)
    {
        var mesh = new TestMesh(Yaml.WorkloadEntry("vm", spec, metadata));

        Assert.Equal((name, name, "latest"), Names(Entry(mesh, "vm")));
    }

    [Fact]
    public void Accounts_on_nodes_follow_the_pods()
    {
        var mesh = new TestMesh(Yaml.Pod("web-1", "10.0.0.1"), Yaml.Pod("web-2", "10.0.0.2").Replace("phase: Running", "phase: Failed", StringComparison.Ordinal));
        var account = new NodeAccount("node-1", "shop", "web");

        mesh.Write("0.yaml", null);
        Assert.NotNull(mesh.Ambient.NodeAccounts.Find(account));

        mesh.Write("1.yaml", null);
        Assert.Null(mesh.Ambient.NodeAccounts.Find(account));
    }

    // In 1.28.4 that is so too: the condition counts among the endpoints that Envoys are sent.
    [Theory]
    [InlineData("{}")]
    [InlineData("{conditions: [{type: Healthy, status: \"False\", message: probe failed}]}")]
    public void The_health_of_a_workload_entry_does_not_reach_ztunnels(string status)
    {
        var entry = Yaml.WorkloadEntry("vm", "address: 10.9.0.1").Replace(
            "namespace: shop", "namespace: shop, annotations: {proxy.istio.io/health-checks-enabled: \"true\"}", StringComparison.Ordinal);
        var mesh = new TestMesh($"{entry}\nstatus: {status}");

        Assert.Equal(WorkloadStatus.Healthy, Entry(mesh, "vm").Status);
    }

    private static string Owned(string kind, string owner, string labels, string generated) => Yaml.Pod("web-6c8d-x", "10.0.0.1", labels).Replace(
        "namespace: shop,",
        $"namespace: shop, {generated} ownerReferences: [{{apiVersion: apps/v1, kind: {kind}, name: {owner}, controller: true}}],",
        StringComparison.Ordinal);

    private static (string Name, string CanonicalName, string Revision) Names(Workload workload) =>
        (workload.WorkloadName, workload.CanonicalName, workload.CanonicalRevision);

    private static Workload Entry(TestMesh mesh, string name) => mesh.Workload($"Kubernetes/networking.istio.io/WorkloadEntry/shop/{name}")!;
}
