using Istio.Api.Workload;

namespace Istio.Translation.Tests.Ambient;

/// <summary>Which port of a workload a port of a service means.</summary>
public sealed class PortTests
{
    private const string Web = "shop/web.shop.svc.cluster.local";

    [Theory]
    [InlineData("{name: http, port: 5000}", "{http: 9001}", 9001)]
    [InlineData("{name: http, port: 5000, targetPort: 6000}", "{http: 9001}", 9001)]
    [InlineData("{name: http, port: 5000, targetPort: 6000}", "{other: 9001}", 6000)]
    [InlineData("{name: http, port: 5000}", "{other: 9001}", 5000)]
    [InlineData("{name: http, port: 5000, targetPort: web}", "{http: 9001, web: 9002}", 9002)]
    [InlineData("{name: http, port: 5000, targetPort: web}", "{http: 9001}", 0)]
    [InlineData("{port: 5000}", "{http: 9001}", 5000)]
    public void A_workload_entry_behind_a_service(string port, string ports, int target)
    {
        var mesh = new TestMesh(Yaml.Service("web", "10.1.0.1", ports: port), Yaml.WorkloadEntry("vm", $"address: 10.9.0.1, labels: {{app: web}}, ports: {ports}"));

        Assert.Equal(target, Target(mesh.Workload("Kubernetes/networking.istio.io/WorkloadEntry/shop/vm")!, Web, 5000));
    }

    [Theory]
    [InlineData("{number: 80, name: http}", 8080)]
    [InlineData("{number: 80, name: http, targetPort: 7000}", 8080)]
    [InlineData("{number: 80, name: other, targetPort: 7000}", 7000)]
    [InlineData("{number: 80, name: other}", 80)]
    public void A_pod_behind_a_service_entry(string port, int target)
    {
        var mesh = new TestMesh(
            Yaml.Pod("web-1", "10.0.0.1"),
            Yaml.ServiceEntry("entry", $"hosts: [a.example.com], resolution: STATIC, workloadSelector: {{labels: {{app: web}}}}, ports: [{port}]"));

        Assert.Equal(target, Target(mesh.Pod("web-1"), "shop/a.example.com", 80));
    }

    [Theory]
    [InlineData("{name: dns, port: 53, targetPort: 5353, protocol: UDP}, {name: tcp, port: 53, targetPort: 8053}", 8053)]
    [InlineData("{name: tcp, port: 53, targetPort: 8053}, {name: dns, port: 53, targetPort: 5353, protocol: UDP}", 8053)]
    [InlineData("{name: tcp, port: 53, targetPort: http}, {name: dns, port: 53, targetPort: 5353, protocol: UDP}", 8080)]
    [InlineData("{name: dns, port: 53, targetPort: http, protocol: SCTP}, {name: tcp, port: 53, targetPort: 8053}", 8053)]
    public void A_udp_port_does_not_stand_for_the_tcp_port_of_its_number(string ports, int target)
    {
        var mesh = new TestMesh(
            Yaml.Service("web", "10.1.0.1", ports: ports), Yaml.Pod("web-1", "10.0.0.1"), Yaml.WorkloadEntry("vm", "address: 10.9.0.1, labels: {app: web}, ports: {http: 8080}"));

        Assert.Equal(target, Target(mesh.Pod("web-1"), Web, 53));
        Assert.Equal(target, Target(mesh.Workload("Kubernetes/networking.istio.io/WorkloadEntry/shop/vm")!, Web, 53));
        Assert.Equal(target == 8080 ? 0u : (uint)target, Assert.Single(mesh.Service(Web)!.Ports).TargetPort);
    }

    [Fact]
    public void A_port_of_both_transports_with_one_target_is_told_as_in_istio()
    {
        var mesh = new TestMesh(Yaml.Service("web", "10.1.0.1", ports: "{name: dns, port: 53, protocol: UDP}, {name: tcp, port: 53}"), Yaml.Pod("web-1", "10.0.0.1"));

        Assert.Equal([(53u, 53u), (53u, 53u)], mesh.Service(Web)!.Ports.Select(port => (port.ServicePort, port.TargetPort)));
    }

    [Fact]
    public void A_named_target_is_a_tcp_port_of_the_pod()
    {
        var pod = Yaml.Pod("web-1", "10.0.0.1").Replace("{name: http, containerPort: 8080}", "{name: http, containerPort: 8081, protocol: UDP}, {name: http, containerPort: 8080}", StringComparison.Ordinal);
        var mesh = new TestMesh(Yaml.Service("web", "10.1.0.1"), pod);

        Assert.Equal(8080, Target(mesh.Pod("web-1"), Web, 80));
    }

    [Fact]
    public void A_slice_serves_its_tcp_ports()
    {
        var mesh = new TestMesh(
            Yaml.Service("web", "10.1.0.1", selector: "", ports: "{name: dns, port: 53, protocol: UDP}, {name: tcp, port: 53}"),
            """
            apiVersion: discovery.k8s.io/v1
            kind: EndpointSlice
            metadata: {name: web-a1, namespace: shop, labels: {kubernetes.io/service-name: web}}
            addressType: IPv4
            endpoints: [{addresses: [192.0.2.1]}]
            ports: [{name: dns, port: 5353, protocol: UDP}, {name: tcp, port: 8053}]
            """);

        Assert.Equal(8053, Target(mesh.Workload("Kubernetes/discovery.k8s.io/EndpointSlice/shop/web-a1/192.0.2.1")!, Web, 53));
    }

    /// <summary>As ztunnels read it: of several entries for a port the last counts. 0 when there is none.</summary>
    private static int Target(Workload workload, string service, int port) =>
        (int)(workload.Services[service].Ports.LastOrDefault(own => own.ServicePort == port)?.TargetPort ?? 0);
}
