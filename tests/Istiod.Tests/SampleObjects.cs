namespace Istiod.Tests;

/// <summary>A namespace with one service and its pod, as files.</summary>
internal static class SampleObjects
{
    public const string Namespaces = """
        apiVersion: v1
        kind: Namespace
        metadata:
          name: shop
        ---
        apiVersion: v1
        kind: Namespace
        metadata:
          name: istio-system

        """;

    public static string Pod(string name, string address, string account = "web", bool ready = true) => $$"""
        apiVersion: v1
        kind: Pod
        metadata:
          name: {{name}}
          namespace: shop
          uid: uid-{{name}}
          labels:
            app: {{account}}
          annotations:
            ambient.istio.io/redirection: enabled
        spec:
          nodeName: node-a
          serviceAccountName: {{account}}
          containers:
          - name: main
            image: main
        status:
          phase: Running
          podIP: {{address}}
          podIPs:
          - ip: {{address}}
          conditions:
          - type: Ready
            status: "{{ready}}"

        """;

    public static string Policy(string name, string action = "ALLOW", string principal = "cluster.local/ns/shop/sa/web", bool dryRun = false) => $$"""
        apiVersion: security.istio.io/v1
        kind: AuthorizationPolicy
        metadata:
          name: {{name}}
          namespace: shop
          annotations:
            istio.io/dry-run: "{{(dryRun ? "true" : "false")}}"
        spec:
          action: {{action}}
          rules:
          - from:
            - source:
                principals: ["{{principal}}"]

        """;
}
