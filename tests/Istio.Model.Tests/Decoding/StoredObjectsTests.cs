using System.Text;
using Istio.Model.Decoding;
using Istio.Model.Findings;
using Istio.Model.Kinds.Core.Nodes;
using Istio.Model.Kinds.Core.Pods;
using Istio.Model.Kinds.Core.Services;
using Istio.Model.Kinds.Discovery.EndpointSlices;
using Istio.Model.Kinds.GatewayApi.GatewayClasses;
using Istio.Model.Kinds.GatewayApi.Gateways;
using Istio.Model.Kinds.Networking.ServiceEntries;
using Istio.Model.Kinds.Security.AuthorizationPolicies;
using Istio.Model.Kinds.Security.PeerAuthentications;
using Istio.Model.Objects;

namespace Istio.Model.Tests.Decoding;

/// <summary>Single objects in the JSON of an API server.</summary>
public sealed class StoredObjectsTests
{
    [Theory]
    [InlineData("")]
    [InlineData("""  "apiVersion": "v1", "kind": "Service",  """)]
    [InlineData("""  "kind": "Service",  """)]
    public void The_kind_is_known_by_the_caller(string written)
    {
        var document = Decode(Service.Kind, $$$"""{ {{{written}}} "metadata": {"name": "web", "namespace": "shop"}, "spec": {"clusterIP": "10.0.0.1", "ports": [{"port": 80}]}}""");

        Assert.Empty(document.Findings);
        Assert.Equal(ObjectName.Of("shop", "web"), document.Name);
        Assert.Equal(["10.0.0.1"], Assert.IsType<Service>(document.Object).ClusterIPs);
    }

    [Fact]
    public void Nothing_is_filled_in()
    {
        var pod = Assert.IsType<Pod>(Decode(Pod.Kind, """{"metadata":{"name":"web.1"},"spec":{"containers":[{"name":"app","ports":[{"containerPort":80}]}]}}""").Object);

        Assert.Equal(("", "web.1", ""), (pod.Metadata.Namespace, pod.Metadata.Name, pod.ServiceAccount));
        Assert.Equal(new ContainerPort("", 80, ""), Assert.Single(pod.Ports));
    }

    [Fact]
    public void Written_fields_are_kept_of_configuration_and_not_of_what_is_many()
    {
        var policy = Decode(PeerAuthentication.Kind, """{"metadata":{"name":"p","namespace":"shop"},"spec":{"mtls":{"mode":"STRICT"},"later":[1]},"status":{"x":{}}}""");
        var node = Decode(Node.Kind, """{"metadata":{"name":"n1"},"spec":{"podCIDR":"10.0.0.0/24"}}""");

        using var written = policy.Written!.Read();
        Assert.Equal("""{"spec":{"mtls":{"mode":"STRICT"},"later":[1]},"status":{"x":{}}}""", written.RootElement.GetRawText());
        Assert.IsType<Node>(node.Object);
        Assert.Null(node.Written);
    }

    [Fact]
    public void A_mistake_names_the_object_and_the_field_and_no_place()
    {
        var document = Decode(Service.Kind, """{"metadata":{"name":"web","namespace":"shop"},"spec":{"ports":[{"port":"80"}]}}""");

        var finding = Assert.Single(document.Findings);
        Assert.Null(document.Object);
        Assert.Equal(ObjectName.Of("shop", "web"), document.Name);
        Assert.Equal(
            (FindingCode.WrongType, Severity.Error, new ObjectKey(Service.Kind, ObjectName.Of("shop", "web")), "spec.ports[0].port"),
            (finding.Code, finding.Severity, finding.Resource!.Value, finding.FieldPath));
        Assert.Null(finding.Location);
        Assert.Equal("error: Service shop/web: spec.ports[0].port: expected a whole number, found the string \"80\"; write it without quotes", finding.ToString());
    }

    [Theory]
    [InlineData("""{"metadata":{"name":"web-1","namespace":"shop","labels":["a"]},"spec":{}}""", "metadata.labels")]
    [InlineData("""{"metadata":{"name":"web-1","namespace":"shop","labels":{"a":5}},"spec":{}}""", "metadata.labels.a")]
    [InlineData("""{"metadata":{"name":"web-1","namespace":"shop"},"spec":{"hostNetwork":"true"}}""", "spec.hostNetwork")]
    [InlineData("""{"metadata":{"name":"web-1","namespace":"shop"},"spec":{"nodeName":true}}""", "spec.nodeName")]
    [InlineData("""{"metadata":{"name":"web-1","namespace":"shop"},"spec":{"containers":[null]}}""", "spec.containers[0]")]
    [InlineData("""{"metadata":{"name":"web-1","namespace":"shop"},"spec":{"containers":[{"name":"a","ports":[{"containerPort":80.5}]}]}}""", "spec.containers[0].ports[0].containerPort")]
    [InlineData("""{"metadata":{"name":"web-1","namespace":"shop"},"spec":{},"status":{"podIPs":{}}}""", "status.podIPs")]
    [InlineData("""{"metadata":{"name":"web-1","namespace":"shop"},"spec":{},"spec":{}}""", "spec")]
    [InlineData("""{"metadata":{"name":"web-1","namespace":"shop"}}""", "spec")]
    public void A_wrong_type_at_any_depth_is_a_finding(string json, string path)
    {
        var document = Decode(Pod.Kind, json);

        Assert.Null(document.Object);
        Assert.Equal(ObjectName.Of("shop", "web-1"), document.Name);
        Assert.Equal(path, Assert.Single(document.Findings).FieldPath);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"pod\"")]
    [InlineData("{\"metadata\":{\"name\":\"web\"}")]
    [InlineData("{}")]
    [InlineData("{\"metadata\":[]}")]
    [InlineData("{\"metadata\":{\"name\":7}}")]
    [InlineData("{\"metadata\":{\"name\":null}}")]
    public void What_names_no_object_is_a_finding_of_none(string json)
    {
        var document = Decode(Pod.Kind, json);

        Assert.Equal((null, null), (document.Name, document.Object));
        Assert.All(document.Findings, finding => Assert.Equal((Severity.Error, null, null), (finding.Severity, finding.Resource, finding.Location)));
        Assert.NotEmpty(document.Findings);
    }

    [Fact]
    public void Words_of_a_newer_version_count_as_none()
    {
        var service = Assert.IsType<Service>(Decode(Service.Kind, """{"metadata":{"name":"a","namespace":"b"},"spec":{"trafficDistribution":"PreferMoon"}}""").Object);
        var entry = Assert.IsType<ServiceEntry>(Decode(
            ServiceEntry.Kind, """{"metadata":{"name":"a","namespace":"b"},"spec":{"hosts":["a.b"],"resolution":"OF_TOMORROW","location":"MOON"}}""").Object);
        var gateway = Assert.IsType<Gateway>(Decode(
            Gateway.Kind,
            """{"metadata":{"name":"a","namespace":"b"},"spec":{"gatewayClassName":"c","listeners":[{"name":"l","port":80,"protocol":"MOON","allowedRoutes":{"namespaces":{"from":"Moon"}}}]}}""").Object);
        var slice = Assert.IsType<EndpointSlice>(Decode(
            EndpointSlice.Kind, """{"metadata":{"name":"a","namespace":"b"},"addressType":"IPv4","ports":[{"name":"x","port":1,"protocol":"QUIC"}]}""").Object);

        Assert.Equal("", service.TrafficDistribution);
        Assert.Equal((ServiceResolution.None, false), (entry.Resolution, entry.IsMeshInternal));
        Assert.Equal(NamespaceAdmissionMode.Same, Assert.Single(gateway.Listeners).AllowedNamespaces.Mode);
        Assert.Equal("", Assert.Single(slice.Ports).Protocol);
    }

    [Fact]
    public void Words_that_decide_who_may_do_what_are_never_guessed()
    {
        var policy = Decode(AuthorizationPolicy.Kind, """{"metadata":{"name":"a","namespace":"b"},"spec":{"action":"ALLOW_SOME"}}""");
        var peers = Decode(PeerAuthentication.Kind, """{"metadata":{"name":"a","namespace":"b"},"spec":{"mtls":{"mode":"STRICTER"}}}""");
        var gateway = Decode(
            Gateway.Kind,
            """
            {"metadata":{"name":"a","namespace":"b"},"spec":{"gatewayClassName":"c","listeners":[{"name":"l","port":80,"protocol":"HTTP","allowedRoutes":
            {"namespaces":{"from":"Selector","selector":{"matchExpressions":[{"key":"a","operator":"Like"}]}}}}]}}
            """);

        Assert.Equal("spec.action", Assert.Single(policy.Findings).FieldPath);
        Assert.Equal("spec.mtls.mode", Assert.Single(peers.Findings).FieldPath);
        Assert.Equal("spec.listeners[0].allowedRoutes.namespaces.selector.matchExpressions[0].operator", Assert.Single(gateway.Findings).FieldPath);
        Assert.All([policy, peers, gateway], document => Assert.Null(document.Object));
    }

    [Fact]
    public void Objects_of_the_cluster_have_no_namespace()
    {
        var document = Decode(GatewayClass.Kind, """{"metadata":{"name":"istio-waypoint","generation":1},"spec":{"controllerName":"istio.io/mesh-controller"}}""");

        Assert.Equal(ObjectName.Of("", "istio-waypoint"), document.Name);
        Assert.Empty(document.Findings);
    }

    private static StoredDocument Decode(Kind kind, string json) => StoredObjects.Decode(kind, Encoding.UTF8.GetBytes(json));
}
