using Istio.Core.Values;
using Istio.Model.Findings;
using Istio.Model.Kinds.Core.Pods;
using Istio.Model.Kinds.Discovery.EndpointSlices;
using Istio.Model.Kinds.Networking.ServiceEntries;
using Istio.Model.Kinds.Networking.WorkloadEntries;
using Istio.Model.Kinds.Security.AuthorizationPolicies;
using Istio.Model.Objects;

namespace Istio.Model.Tests.Decoding;

public sealed class KindTests
{
    [Fact]
    public void A_pod_is_what_the_mesh_needs_of_it()
    {
        var pod = Decode.Object<Pod>(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: web-1
              namespace: shop
              uid: 7f0c
              creationTimestamp: "2025-01-31T12:00:00Z"
              labels: {app: web}
              ownerReferences:
              - {apiVersion: apps/v1, kind: ReplicaSet, name: web-6c8d, uid: 1, controller: true}
            spec:
              serviceAccountName: web
              nodeName: node-1
              hostNetwork: true
              securityContext: {runAsUser: 1000}
              initContainers:
              - {name: once, ports: [{name: skipped, containerPort: 1}]}
              - {name: sidecar, restartPolicy: Always, ports: [{name: metrics, containerPort: 9090}]}
              containers:
              - {name: app, image: web, ports: [{name: http, containerPort: 8080, protocol: TCP}], livenessProbe: {tcpSocket: {port: 8080}}}
            status:
              phase: Running
              podIP: 10.0.0.1
              podIPs: [{ip: 10.0.0.1}, {ip: "fd00::1"}]
              conditions: [{type: Ready, status: "True"}]
            """);

        Assert.Equal(
            new Pod(new ObjectMeta("shop", "web-1")
            {
                Uid = "7f0c",
                CreationTimestamp = new DateTimeOffset(2025, 1, 31, 12, 0, 0, TimeSpan.Zero),
                Labels = ValueMap.Create(KeyValuePair.Create("app", "web")),
                Controller = new OwnerReference("apps/v1", "ReplicaSet", "web-6c8d"),
            })
            {
                ServiceAccount = "web",
                NodeName = "node-1",
                UsesHostNetwork = true,
                IsReady = true,
                Addresses = ["10.0.0.1", "fd00::1"],
                Ports = [new ContainerPort("http", 8080, "TCP"), new ContainerPort("metrics", 9090, "TCP")],
            },
            pod);
    }

    [Fact]
    public void A_policy_keeps_its_rules_in_order()
    {
        var policy = Decode.Object<AuthorizationPolicy>(
            """
            apiVersion: security.istio.io/v1
            kind: AuthorizationPolicy
            metadata: {name: callers, namespace: shop}
            spec:
              selector: {matchLabels: {app: web}}
              action: DENY
              rules:
              - from: [{source: {namespaces: [a, "b*"]}}]
                when: [{key: destination.port, values: ["80"]}]
              - {}
            """);

        Assert.Equal(PolicyAction.Deny, policy.Action);
        Assert.Equal(
            [
                new PolicyRule([new PolicySource { Namespaces = ["a", "b*"] }], [], [new PolicyCondition("destination.port", ["80"], [])]),
                new PolicyRule([], [], []),
            ],
            policy.Rules);
    }

    [Fact]
    public void An_endpoint_without_conditions_counts_as_ready()
    {
        var slice = Decode.Object<EndpointSlice>(
            """
            apiVersion: discovery.k8s.io/v1
            kind: EndpointSlice
            metadata: {name: web-a1, namespace: shop, labels: {kubernetes.io/service-name: web}}
            addressType: IPv4
            endpoints: [{addresses: [10.0.0.1]}, {addresses: [10.0.0.2], conditions: {ready: false}, targetRef: {kind: Pod, name: web-2, namespace: shop}}]
            ports: [{name: http, port: 8080}]
            """);

        Assert.Equal("web", slice.ServiceName);
        Assert.Equal([new SliceEndpoint(["10.0.0.1"], true), new SliceEndpoint(["10.0.0.2"], false, "web-2")], slice.Endpoints);
    }

    [Fact]
    public void An_exported_service_entry_brings_its_allocated_addresses_whatever_else_its_status_says()
    {
        var entry = Decode.Object<ServiceEntry>(
            """
            apiVersion: networking.istio.io/v1
            kind: ServiceEntry
            metadata: {name: pay, namespace: shop, resourceVersion: "7", managedFields: [{manager: pilot-discovery}]}
            spec: {hosts: [pay.example.com], resolution: DNS}
            status:
              addresses:
              - {value: 240.240.0.1, host: pay.example.com, lease: 1h}
              - {value: "2001:2::1", host: pay.example.com}
              conditions: [{type: istio.io/WaypointBound, status: "True"}]
              observedGeneration: "4"
              ofTomorrow: {whatever: [1, 2]}
            """);

        Assert.Equal([new AllocatedAddress("240.240.0.1", "pay.example.com"), new AllocatedAddress("2001:2::1", "pay.example.com")], entry.AllocatedAddresses);
    }

    [Fact]
    public void The_status_of_a_workload_entry_may_say_anything() =>
        Decode.Object<WorkloadEntry>(
            """
            apiVersion: networking.istio.io/v1
            kind: WorkloadEntry
            metadata: {name: vm, namespace: shop, annotations: {proxy.istio.io/health-checks-enabled: "true"}}
            spec: {address: 10.9.0.1}
            status: {conditions: [{type: Healthy, status: "False", message: probe failed, since: noon}], ofTomorrow: 1}
            """);

    [Fact]
    public void Addresses_in_a_status_that_are_no_list_are_a_mistake()
    {
        var finding = Decode.Mistake(
            """
            apiVersion: networking.istio.io/v1
            kind: ServiceEntry
            metadata: {name: pay, namespace: shop}
            spec: {hosts: [pay.example.com], resolution: DNS}
            status: {addresses: 240.240.0.1}
            """);

        Assert.Equal((FindingCode.WrongType, "status.addresses"), (finding.Code, finding.FieldPath));
    }
}
