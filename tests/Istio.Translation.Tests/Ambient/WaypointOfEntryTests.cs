namespace Istio.Translation.Tests.Ambient;

/// <summary>Which waypoint stands in front of a workload that an entry describes.</summary>
public sealed class WaypointOfEntryTests
{
    private const string Label = "labels: {istio.io/use-waypoint: wp}";
    private const string Uid = "Kubernetes/networking.istio.io";

    [Theory]
    [InlineData(Label, "", "", true)]
    [InlineData("", Label, "", false)]
    [InlineData("", "", Label, true)]
    [InlineData("labels: {istio.io/use-waypoint: none}", "", Label, false)]
    [InlineData("labels: {app: db}", "", Label, true)]
    public void The_label_of_an_endpoint_counts_and_not_that_of_its_entry(string endpoint, string entry, string ns, bool hasWaypoint)
    {
        var mesh = new TestMesh(
            Gateway(), Namespace(ns), Yaml.ServiceEntry("db", $"hosts: [db.example.com], resolution: STATIC, endpoints: [{{address: 10.9.0.1, {endpoint} }}]", $", {entry}"));

        Assert.Equal(hasWaypoint, mesh.Workload($"{Uid}/ServiceEntry/shop/db/10.9.0.1")!.Waypoint is not null);
    }

    [Fact]
    public void A_host_that_is_looked_up_has_no_waypoint_as_a_workload()
    {
        var mesh = new TestMesh(Gateway(), Namespace(Label), Yaml.ServiceEntry("db", "hosts: [db.example.com], resolution: DNS", $", {Label}"));

        Assert.Null(mesh.Workload($"{Uid}/ServiceEntry/shop/db/db.example.com")!.Waypoint);
    }

    [Theory]
    [InlineData($", {Label}", "")]
    [InlineData("", $", {Label}")]
    public void The_labels_of_a_workload_entry_and_of_its_specification_count(string metadata, string spec)
    {
        var mesh = new TestMesh(Gateway(), Yaml.WorkloadEntry("vm", $"address: 10.9.0.1 {spec}", metadata));

        Assert.NotNull(mesh.Workload($"{Uid}/WorkloadEntry/shop/vm")!.Waypoint);
    }

    [Theory]
    [InlineData("endpoint")]
    [InlineData("entry")]
    public void An_endpoint_that_is_a_waypoint_has_none_and_takes_connections_as_its_gateway_says(string kind)
    {
        const string Labels = "labels: {gateway.networking.k8s.io/gateway-name: wp, istio.io/use-waypoint: wp}";
        var mesh = new TestMesh(
            Gateway(),
            Yaml.ServiceEntry("db", $"hosts: [db.example.com], resolution: STATIC, endpoints: [{{address: 10.9.0.1, {Labels} }}]"),
            Yaml.WorkloadEntry("vm", $"address: 10.9.0.2, {Labels}"));

        var workload = mesh.Workload(kind == "entry" ? $"{Uid}/WorkloadEntry/shop/vm" : $"{Uid}/ServiceEntry/shop/db/10.9.0.1")!;
        Assert.Null(workload.Waypoint);
        Assert.Equal(15088u, workload.ApplicationTunnel.Port);
    }

    private static string Namespace(string metadata) =>
        $$"""
        apiVersion: v1
        kind: Namespace
        metadata: {name: shop, {{metadata}} }
        """;

    private static string Gateway() =>
        """
        apiVersion: gateway.networking.k8s.io/v1
        kind: Gateway
        metadata:
          name: wp
          namespace: shop
          labels: {istio.io/waypoint-for: all}
          annotations: {ambient.istio.io/waypoint-inbound-binding: PROXY/15088}
        spec:
          gatewayClassName: istio-waypoint
          listeners: [{name: mesh, port: 15008, protocol: HBONE}]
        status: {addresses: [{type: IPAddress, value: 10.1.0.9}]}
        """;
}
