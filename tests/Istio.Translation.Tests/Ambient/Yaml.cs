namespace Istio.Translation.Tests.Ambient;

/// <summary>Objects of the namespace <c>shop</c>, as files would have them.</summary>
internal static class Yaml
{
    public static string Pod(string name, string ip, string labels = "app: web", string ready = "True", string more = "") =>
        $$"""
        apiVersion: v1
        kind: Pod
        metadata: {name: {{name}}, namespace: shop, labels: { {{labels}} }, annotations: {ambient.istio.io/redirection: enabled} }
        spec: {serviceAccountName: web, nodeName: node-1, containers: [{name: app, ports: [{name: http, containerPort: 8080}]}] {{more}} }
        status: {phase: Running, podIP: {{ip}}, conditions: [{type: Ready, status: "{{ready}}"}]}
        """;

    public static string Service(string name, string ip, string selector = "app: web", string ports = "{port: 80, targetPort: http}") =>
        $$"""
        apiVersion: v1
        kind: Service
        metadata: {name: {{name}}, namespace: shop}
        spec: {clusterIP: {{ip}}, selector: { {{selector}} }, ports: [{{ports}}]}
        """;

    public static string Policy(string name, string spec, string annotations = "", string ns = "shop") =>
        $$"""
        apiVersion: security.istio.io/v1
        kind: AuthorizationPolicy
        metadata: {name: {{name}}, namespace: {{ns}}, annotations: { {{annotations}} } }
        spec: { {{spec}} }
        """;

    public static string PeerAuthentication(string name, string spec, string ns = "shop") =>
        $$"""
        apiVersion: security.istio.io/v1
        kind: PeerAuthentication
        metadata: {name: {{name}}, namespace: {{ns}}}
        spec: { {{spec}} }
        """;

    public static string ServiceEntry(string name, string spec, string metadata = "", string ns = "shop") =>
        $$"""
        apiVersion: networking.istio.io/v1
        kind: ServiceEntry
        metadata: {name: {{name}}, namespace: {{ns}} {{metadata}} }
        spec: { {{spec}} }
        """;

    public static string WorkloadEntry(string name, string spec, string metadata = "", string ns = "shop") =>
        $$"""
        apiVersion: networking.istio.io/v1
        kind: WorkloadEntry
        metadata: {name: {{name}}, namespace: {{ns}} {{metadata}} }
        spec: { {{spec}} }
        """;

    public static string Namespace(string name, string labels = "") =>
        $$"""
        apiVersion: v1
        kind: Namespace
        metadata: {name: {{name}}, labels: { {{labels}} } }
        """;
}
