using Istio.Api.Workload;
using Istio.Core.Values;
using Istio.Model.Findings;
using Istio.Model.Kinds.Networking.ServiceEntries;
using Istio.Model.Objects;
using Istio.Translation.Ambient;

namespace Istio.Translation.Tests.Ambient;

/// <summary>Names and addresses belong to the object that holds them, whatever another namespace writes.</summary>
public sealed class OwnershipTests
{
    private const string Host = "db.shop.svc.cluster.local";
    private const string Old = ", creationTimestamp: \"2025-01-01T00:00:00Z\"";
    private const string Young = ", creationTimestamp: \"2025-02-01T00:00:00Z\"";
    private const string Entries = "Kubernetes/networking.istio.io/";

    [Theory]
    [InlineData(Host, "partner")]
    [InlineData(Host, "shop")]
    [InlineData("DB.Shop.svc.cluster.local", "partner")]
    [InlineData($"{Host}.", "partner")]
    public void The_name_of_a_kubernetes_service_is_no_host_of_an_entry(string host, string ns)
    {
        var mesh = new TestMesh(Entry("theft", $"hosts: [{host}], addresses: [10.9.0.1], endpoints: [{{address: 203.0.113.1}}]", ns, Old), Yaml.Service("db", "10.1.0.1"));

        Assert.Equal("db", mesh.Service($"shop/{Host}")!.Name);
        Assert.Null(mesh.Service($"partner/{Host}"));
        Assert.Null(mesh.Workload($"{Entries}ServiceEntry/{ns}/theft/203.0.113.1"));
        var finding = Assert.Single(All(mesh));
        Assert.Equal(
            (FindingCode.HeldByAnother, Severity.Warning, new ObjectKey(ServiceEntry.Kind, ObjectName.Of(ns, "theft")), "spec.hosts[0]"),
            (finding.Code, finding.Severity, finding.Resource!.Value, finding.FieldPath));
        Assert.StartsWith($"{Host} is the name of Service shop/db, which alone describes it", finding.Message, StringComparison.Ordinal);

        mesh.Write("1.yaml", null);
        Assert.Equal("theft", mesh.Service($"{ns}/{Host}")!.Name);
        Assert.NotNull(mesh.Workload($"{Entries}ServiceEntry/{ns}/theft/203.0.113.1"));
        Assert.Empty(All(mesh));
    }

    [Fact]
    public void Other_hosts_of_such_an_entry_stay_and_so_do_its_endpoints()
    {
        var mesh = new TestMesh(Yaml.Service("db", "10.1.0.1"), Entry("mixed", $"hosts: [{Host}, own.example.com], endpoints: [{{address: 203.0.113.1}}]", "partner"));

        Assert.Equal(["partner/own.example.com"], mesh.Workload($"{Entries}ServiceEntry/partner/mixed/203.0.113.1")!.Services.Keys);
    }

    [Fact]
    public void An_endpoint_that_is_such_a_host_goes_with_it()
    {
        var mesh = new TestMesh(Yaml.Service("db", "10.1.0.1"), Yaml.ServiceEntry("mixed", $"hosts: [{Host}, own.example.com], resolution: DNS, ports: [{{number: 80, name: http, protocol: HTTP}}]", ns: "partner"));

        Assert.Null(mesh.Workload($"{Entries}ServiceEntry/partner/mixed/{Host}"));
        Assert.NotNull(mesh.Workload($"{Entries}ServiceEntry/partner/mixed/own.example.com"));
    }

    [Theory]
    [InlineData("shop", true)]
    [InlineData("partner", false)]
    public void What_stands_behind_an_alias_is_said_by_its_own_namespace(string ns, bool isUsed)
    {
        var alias = Yaml.Service("db", "None").Replace("clusterIP: None,", "type: ExternalName, externalName: db.example.com,", StringComparison.Ordinal);
        var mesh = new TestMesh(alias, Entry("entry", $"hosts: [{Host}]", ns));

        Assert.Equal(isUsed, mesh.Service($"{ns}/{Host}") is not null);
    }

    [Theory]
    [InlineData("a.db.shop.svc.cluster.local")]
    [InlineData("shop.svc.cluster.local")]
    [InlineData("db.shop.svc.cluster.local.example.com")]
    [InlineData("db..svc.cluster.local.example.com")]
    public void Names_of_no_service_are_free(string host)
    {
        var mesh = new TestMesh(Yaml.Service("db", "10.1.0.1"), Entry("entry", $"hosts: [{host.Replace("..", ".", StringComparison.Ordinal)}]", "partner"));

        Assert.NotNull(mesh.Service($"partner/{host.Replace("..", ".", StringComparison.Ordinal)}"));
    }

    [Theory]
    [InlineData("db.shop", "partner", false)]
    [InlineData("db.shop.svc", "partner", false)]
    [InlineData("db.shop", "shop", true)]
    [InlineData("other.shop", "partner", true)]
    [InlineData("db", "partner", true)]
    public void A_short_name_of_a_service_is_no_host_of_other_namespaces(string host, string ns, bool isUsed)
    {
        var mesh = new TestMesh(Yaml.Service("db", "10.1.0.1"), Entry("entry", $"hosts: [{host}]", ns));

        Assert.Equal(isUsed, mesh.Service($"{ns}/{host}") is not null);
        Assert.Equal(isUsed ? 0 : 1, All(mesh).Length);
    }

    // What is written last wins nothing, and neither does what is sorted first.
    [Theory]
    [InlineData("aaa")]
    [InlineData("zzz")]
    public void An_address_stays_with_the_older_entry(string ns)
    {
        var mesh = new TestMesh(Entry("holder", "hosts: [a.example.com], addresses: [10.9.0.1, 10.9.0.2]", "shop", Old));

        mesh.Write("theft.yaml", Entry("theft", "hosts: [b.example.com], addresses: [10.9.0.1, 10.9.0.3]", ns, Young));

        Assert.Equal(["/10.9.0.1", "/10.9.0.2"], AddressesOf(mesh, "shop/a.example.com"));
        Assert.Equal(["/10.9.0.3"], AddressesOf(mesh, $"{ns}/b.example.com"));
        Assert.Equal(
            ("spec.addresses[0]", "10.9.0.1 is held by ServiceEntry shop/holder: connections to it are not for this object; choose an address that no other namespace has"),
            Assert.Single(All(mesh).Select(finding => (finding.FieldPath, finding.Message))));

        mesh.Write("0.yaml", null);
        Assert.Equal(["/10.9.0.1", "/10.9.0.3"], AddressesOf(mesh, $"{ns}/b.example.com"));
    }

    [Fact]
    public void The_address_of_a_service_or_of_a_pod_is_no_entrys()
    {
        var mesh = new TestMesh(
            Entry("theft", "hosts: [b.example.com], addresses: [10.1.0.1, 10.0.0.1, 10.0.0.2, 10.9.0.9]", "partner", Old),
            Yaml.Service("web", "10.1.0.1"),
            Yaml.Pod("web-1", "10.0.0.1"),
            Yaml.Pod("host-1", "10.0.0.2", more: ", hostNetwork: true"));

        Assert.Equal(["/10.0.0.2", "/10.9.0.9"], AddressesOf(mesh, "partner/b.example.com"));
        Assert.Equal(["/10.1.0.1"], AddressesOf(mesh, "shop/web.shop.svc.cluster.local"));
        Assert.Equal(["spec.addresses[0]", "spec.addresses[1]"], All(mesh).Select(finding => finding.FieldPath).Order());
    }

    [Fact]
    public void Of_two_services_with_one_address_the_older_holds_it()
    {
        var mesh = new TestMesh(
            Yaml.Service("web", "10.1.0.1").Replace("namespace: shop", $"namespace: zzz{Old}", StringComparison.Ordinal),
            Yaml.Service("web", "10.1.0.1").Replace("namespace: shop", $"namespace: aaa{Young}", StringComparison.Ordinal));

        Assert.Equal(["/10.1.0.1"], AddressesOf(mesh, "zzz/web.zzz.svc.cluster.local"));
        Assert.Empty(AddressesOf(mesh, "aaa/web.aaa.svc.cluster.local"));
        Assert.Equal(new ObjectKey(Model.Kinds.Core.Services.Service.Kind, ObjectName.Of("aaa", "web")), Assert.Single(All(mesh)).Resource);
    }

    [Fact]
    public void Hosts_and_entries_of_one_namespace_may_share_an_address()
    {
        var mesh = new TestMesh(
            Yaml.ServiceEntry("one", "hosts: [a.example.com, b.example.com], addresses: [10.9.0.1], ports: [{number: 80, name: http, protocol: HTTP}]"),
            Entry("two", "hosts: [c.example.com], addresses: [10.9.0.1]", "shop"));

        Assert.All<string>(["shop/a.example.com", "shop/b.example.com", "shop/c.example.com"], name => Assert.Equal(["/10.9.0.1"], AddressesOf(mesh, name)));
        Assert.Empty(All(mesh));
    }

    [Fact]
    public void The_workload_of_a_younger_entry_is_not_what_its_address_means()
    {
        var mesh = new TestMesh(
            Yaml.WorkloadEntry("vm", "address: 10.5.0.1", Old),
            Yaml.WorkloadEntry("theft", "address: 10.5.0.1, labels: {app: db}", $", annotations: {{ambient.istio.io/redirection: enabled}}{Young}", "partner"),
            Entry("db", "hosts: [db.example.com], endpoints: [{address: 10.5.0.1}]", "aaa", Young),
            Yaml.WorkloadEntry("pod", "address: 10.0.0.1", Old, "partner"),
            Yaml.Pod("web-1", "10.0.0.1"));

        Assert.Equal(NetworkMode.Standard, mesh.Workload($"{Entries}WorkloadEntry/shop/vm")!.NetworkMode);
        Assert.Equal(NetworkMode.Standard, mesh.Pod("web-1").NetworkMode);
        Assert.Equal(NetworkMode.HostNetwork, mesh.Workload($"{Entries}WorkloadEntry/partner/theft")!.NetworkMode);
        Assert.Equal(NetworkMode.HostNetwork, mesh.Workload($"{Entries}WorkloadEntry/partner/pod")!.NetworkMode);
        var endpoint = mesh.Workload($"{Entries}ServiceEntry/aaa/db/10.5.0.1")!;
        Assert.Equal((NetworkMode.HostNetwork, 1), (endpoint.NetworkMode, endpoint.Services.Count));
        Assert.All(All(mesh), finding => Assert.Equal(Severity.Note, finding.Severity));
        Assert.Equal(3, All(mesh).Length);

        mesh.Write("0.yaml", null);
        Assert.Equal(NetworkMode.HostNetwork, mesh.Workload($"{Entries}WorkloadEntry/partner/theft")!.NetworkMode);
        Assert.Equal(NetworkMode.Standard, mesh.Workload($"{Entries}ServiceEntry/aaa/db/10.5.0.1")!.NetworkMode);
    }

    [Fact]
    public void Of_namespaces_that_describe_a_host_the_oldest_is_marked_for_the_others()
    {
        var mesh = new TestMesh(Entry("one", "hosts: [api.example.com]", "shop", Old));
        Assert.Empty(mesh.Service("shop/api.example.com")!.Extensions);

        mesh.Write("two.yaml", Entry("two", "hosts: [API.example.com]", "aaa", Young));
        Assert.Equal(ServiceMessages.CanonicalExtension, Assert.Single(mesh.Service("shop/api.example.com")!.Extensions).Name);
        Assert.Empty(mesh.Service("aaa/api.example.com")!.Extensions);
    }

    [Fact]
    public void A_pod_that_changes_does_not_touch_services()
    {
        var mesh = new TestMesh(Yaml.Service("web", "10.1.0.1"), Entry("entry", "hosts: [b.example.com], addresses: [10.9.0.1]", "partner"), Yaml.Pod("web-1", "10.0.0.1"));

        Assert.Equal(["Kubernetes//Pod/shop/web-1"], mesh.Write("2.yaml", Yaml.Pod("web-1", "10.0.0.1", ready: "False")));
    }

    private static Finding[] All(TestMesh mesh) => mesh.Ambient.Findings.All().ToArray();

    private static ValueList<string> AddressesOf(TestMesh mesh, string service) => mesh.Ambient.Addresses.Find(service)!.Aliases;

    private static string Entry(string name, string spec, string ns, string metadata = "") =>
        Yaml.ServiceEntry(name, $"{spec}, resolution: STATIC, ports: [{{number: 80, name: http, protocol: HTTP}}]", metadata, ns);
}
