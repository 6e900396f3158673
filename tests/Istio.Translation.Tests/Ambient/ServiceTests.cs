using Istio.Translation.Mesh;

namespace Istio.Translation.Tests.Ambient;

public sealed class ServiceTests
{
    private const string Host = "web.shop.svc.cluster.local";
    private const string Name = $"shop/{Host}";

    [Fact]
    public void A_kubernetes_service_wins_its_name_from_a_service_entry()
    {
        var mesh = new TestMesh(Entry("entry", "10.9.0.1"), Yaml.Service("web", "10.1.0.1"));
        Assert.Equal("web", mesh.Service(Name)!.Name);

        Assert.Equal([Name], mesh.Write("1.yaml", null));
        Assert.Equal("entry", mesh.Service(Name)!.Name);
    }

    [Fact]
    public void The_older_of_two_service_entries_wins_a_name()
    {
        var mesh = new TestMesh(
            Entry("a-young", "10.9.0.1", ", creationTimestamp: \"2025-02-01T00:00:00Z\""),
            Entry("b-old", "10.9.0.2", ", creationTimestamp: \"2025-01-01T00:00:00Z\""));

        Assert.Equal("b-old", mesh.Service(Name)!.Name);
    }

    [Fact]
    public void The_younger_of_two_service_entries_gives_the_name_no_workloads()
    {
        var mesh = new TestMesh(
            Entry("a-old", "10.9.0.1"),
            Yaml.ServiceEntry("entry", $"hosts: [{Host}], ports: [{{number: 80, name: http}}], resolution: STATIC, endpoints: [{{address: 10.0.0.9}}]"));

        Assert.Empty(mesh.Workload("Kubernetes/networking.istio.io/ServiceEntry/shop/entry/10.0.0.9")!.Services);
    }

    [Fact]
    public void A_service_without_selector_has_the_workloads_of_its_slices()
    {
        var mesh = new TestMesh(
            Yaml.Service("web", "10.1.0.1", selector: "", ports: "{name: http, port: 80}"),
            Yaml.Pod("web-1", "10.0.0.1"),
            """
            apiVersion: discovery.k8s.io/v1
            kind: EndpointSlice
            metadata: {name: web-a1, namespace: shop, labels: {kubernetes.io/service-name: web}}
            addressType: IPv4
            endpoints: [{addresses: [10.0.0.1], targetRef: {kind: Pod, name: web-1, namespace: shop}}, {addresses: [192.0.2.1]}]
            ports: [{name: http, port: 8080}]
            """);

        Assert.Equal([Name], mesh.Pod("web-1").Services.Keys);
        Assert.Equal([Name], mesh.Workload("Kubernetes/discovery.k8s.io/EndpointSlice/shop/web-a1/192.0.2.1")!.Services.Keys);

        mesh.Write("0.yaml", Yaml.Service("web", "10.1.0.1", ports: "{name: http, port: 80}"));
        Assert.Null(mesh.Workload("Kubernetes/discovery.k8s.io/EndpointSlice/shop/web-a1/192.0.2.1"));
    }

    // As written by the controller of a cluster, from which the file was exported.
    [Theory]
    [InlineData("hosts: [a.example.com, b.example.com], resolution: DNS", "", "a.example.com", "/240.240.0.1", "/2001:2::1")]
    [InlineData("hosts: [a.example.com, b.example.com], resolution: DNS", "", "b.example.com", "/240.240.0.2")]
    [InlineData("hosts: [a.example.com], resolution: STATIC", "networking.istio.io/enable-autoallocate-ip: \"true\"", "a.example.com", "/240.240.0.1", "/2001:2::1")]
    [InlineData("hosts: [a.example.com], resolution: STATIC", "networking.istio.io/enable-autoallocate-ip: \"False\"", "a.example.com")]
    [InlineData("hosts: [a.example.com], addresses: [10.9.0.1], resolution: STATIC", "", "a.example.com", "/10.9.0.1")]
    [InlineData("hosts: [a.example.com], addresses: [10.9.0.0/24], resolution: STATIC", "", "a.example.com")]
    [InlineData("hosts: [a.example.com], resolution: NONE", "", "a.example.com")]
    [InlineData("hosts: [\"*.example.com\"], resolution: STATIC", "", "*.example.com")]
    [InlineData("hosts: [\"*.example.com\"], addresses: [10.9.0.1], resolution: STATIC", "", "*.example.com", "/10.9.0.1")]
    [InlineData("hosts: [\"*.example.com\"], resolution: DYNAMIC_DNS", "", "*.example.com", "/240.240.0.3")]
    public void A_host_has_the_addresses_that_the_status_gives_it(string spec, string label, string host, params string[] addresses)
    {
        var mesh = new TestMesh(Allocated(spec, label));

        Assert.Equal(addresses, mesh.Ambient.Addresses.Find($"shop/{host}")!.Aliases);
    }

    [Fact]
    public void Allocated_addresses_count_unless_istiod_is_told_otherwise()
    {
        var mesh = new TestMesh(new MeshSettings(UsesAllocatedAddresses: false), Allocated("hosts: [a.example.com], resolution: DNS"));

        Assert.Empty(mesh.Service("shop/a.example.com")!.Addresses);
    }

    [Fact]
    public void An_allocated_address_that_changes_touches_its_host_alone()
    {
        var before = Allocated("hosts: [a.example.com, b.example.com], resolution: STATIC, endpoints: [{address: 10.0.0.9}]");
        var mesh = new TestMesh(before);

        Assert.Equal(["shop/b.example.com"], mesh.Write("0.yaml", before.Replace("240.240.0.2", "240.240.0.9", StringComparison.Ordinal)));
        Assert.Equal(["/240.240.0.9"], mesh.Ambient.Addresses.Find("shop/b.example.com")!.Aliases);
    }

    [Fact]
    public void A_service_is_found_by_its_addresses_and_brings_its_workloads_along()
    {
        var mesh = new TestMesh(Yaml.Service("web", "10.1.0.1"), Yaml.Pod("web-1", "10.0.0.1"));

        Assert.Equal(["/10.1.0.1"], mesh.Ambient.Addresses.Find(Name)!.Aliases);
        Assert.Equal(["/10.0.0.1"], mesh.Ambient.Addresses.Find("Kubernetes//Pod/shop/web-1")!.Aliases);
        Assert.Equal([Name, "node/node-1"], mesh.Ambient.Addresses.Find("Kubernetes//Pod/shop/web-1")!.Groups);
    }

    private static string Allocated(string spec, string label = "") =>
        $$"""
        {{Yaml.ServiceEntry("entry", $"{spec}, ports: [{{number: 443, name: web, protocol: HTTP}}]", $", labels: {{ {label} }}")}}
        status:
          addresses:
          - {value: 240.240.0.1, host: a.example.com}
          - {value: "2001:2::1", host: a.example.com}
          - {value: 240.240.0.2, host: b.example.com}
          - {value: 240.240.0.3, host: "*.example.com"}
          - {value: not an address, host: b.example.com}
        """;

    private static string Entry(string name, string address, string metadata = "") =>
        Yaml.ServiceEntry(name, $"hosts: [{Host}], addresses: [{address}], ports: [{{number: 80, name: http}}]", metadata);
}
