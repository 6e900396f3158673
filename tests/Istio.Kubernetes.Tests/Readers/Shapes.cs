using Istio.Model.Kinds.Core.Namespaces;
using Istio.Model.Kinds.Core.Nodes;
using Istio.Model.Kinds.Core.Pods;
using Istio.Model.Kinds.Core.Services;
using Istio.Model.Kinds.Discovery.EndpointSlices;
using Istio.Model.Objects;
using static Istio.Kubernetes.Tests.Readers.Shape;

namespace Istio.Kubernetes.Tests.Readers;

/// <summary>Objects of the kinds that have a direct reader, with all fields that are read and some that are not.</summary>
internal static class Shapes
{
    private static readonly Shape Boolean = new BooleanShape();
    private static readonly Shape Any = new AnyShape();
    private static readonly Shape Port = new PortShape();
    private static readonly Shape Map = new TextMapShape();
    private static readonly Shape PortName = Text("", "http", "grpc-web", "metrics");
    private static readonly Shape Protocol = Text("TCP", "UDP", "SCTP", "", "QUIC");
    private static readonly Shape Address = Text("10.0.0.1", "10.244.255.17", "fd00::1");

    public static IReadOnlyList<(Kind Kind, Shape Shape)> All { get; } =
    [
        (Pod.Kind, Object(Namespaced, new("spec", PodSpec(), true), new("status", PodStatus()))),
        (EndpointSlice.Kind, Slice()),
        (Service.Kind, Object(Namespaced, new("spec", ServiceSpec()), new("status", Any))),
        (Node.Kind, Object([], new("spec", Any), new("status", Any))),
        (Namespace.Kind, Object([], new("spec", Any), new("status", Any))),
    ];

    private static Field[] Namespaced => [new("namespace", Text("", "shop", "kube-system"))];

    private static Shape Object(Field[] scope, params Field[] fields) =>
        Of([new("apiVersion", Any), new("kind", Any), new("metadata", Metadata(scope), true, First: true), .. fields]);

    private static Shape Metadata(Field[] scope) => Of(
    [
        .. scope,
        new("name", Text("web", "web-7d4b9c", "a"), true),
        new("uid", Text("7f0c", "")),
        new("labels", Map),
        new("annotations", Map),
        new("creationTimestamp", Text("2025-01-31T12:00:00Z", "2024-02-29T23:59:59Z")),
        new("deletionTimestamp", Text("2025-01-31T12:00:00Z", "")),
        new("generateName", Text("web-", "")),
        new("ownerReferences", ListOf(Of(
            new("apiVersion", Text("apps/v1")),
            new("kind", Text("ReplicaSet", "Job")),
            new("name", Text("web-7d4b9c", "web")),
            new("controller", Boolean),
            new("uid", Any)))),
        new("resourceVersion", Any),
        new("managedFields", Any),
    ]);

    private static Shape PodSpec() => Of(
        new("containers", Containers()),
        new("initContainers", Containers()),
        new("nodeName", Text("node-1", "")),
        new("serviceAccountName", Text("web", "")),
        new("serviceAccount", Text("web", "default", "")),
        new("hostNetwork", Boolean),
        new("volumes", Any));

    private static Shape Containers() => ListOf(Of(
        new("name", Text("app", "proxy"), true),
        new("env", Any),
        new("ports", ListOf(Of(new("name", PortName), new("containerPort", Port, true), new("protocol", Protocol), new("hostPort", Any)))),
        new("restartPolicy", Text("Always", "Never", ""))));

    private static Shape PodStatus() => Of(
        new("phase", Text("Running", "Succeeded", "Failed", "Pending", "", "Dreaming")),
        new("conditions", ListOf(Of(new("type", Text("Ready", "Initialized", "")), new("status", Text("True", "False", "Unknown", "Perhaps", "")), new("reason", Any)))),
        new("podIP", Address),
        new("podIPs", ListOf(Of(new Field("ip", Address, true)))),
        new("containerStatuses", Any));

    private static Shape Slice() => Object(
        Namespaced,
        new("addressType", Text("IPv4", "IPv6", "FQDN", "", "MAC"), true),
        new("endpoints", ListOf(Of(
            new("addresses", ListOf(Address), true),
            new("conditions", Of(new("ready", Boolean), new("serving", Any))),
            new("targetRef", Of(new("kind", Text("Pod", "Node", "")), new("name", Text("web-1", "")), new("namespace", Text("shop", "", "kube-system")))),
            new("nodeName", Any)))),
        new("ports", ListOf(Of(new("name", PortName), new("port", Port), new("protocol", Protocol), new("appProtocol", Any)))));

    private static Shape ServiceSpec() => Of(
        new("type", Text("ClusterIP", "ExternalName", "LoadBalancer", "", "Moon")),
        new("selector", Map),
        new("clusterIP", Text("10.0.0.1", "", "10.0.0.1")),
        new("clusterIPs", ListOf(Text("10.0.0.1"))),
        new("ports", ListOf(Of(
            new("name", PortName),
            new("port", Port, true),
            new("protocol", Protocol),
            new("targetPort", Text("http", "", "#")),
            new("appProtocol", Text("http", "kubernetes.io/h2c")),
            new("nodePort", Any)))),
        new("internalTrafficPolicy", Text("Cluster", "Local", "", "Moon")),
        new("publishNotReadyAddresses", Boolean),
        new("trafficDistribution", Text("PreferClose", "PreferSameZone", "PreferSameNode", "", "PreferMoon")),
        new("ipFamilies", ListOf(Text("IPv4", "IPv6"))),
        new("sessionAffinity", Any));
}
