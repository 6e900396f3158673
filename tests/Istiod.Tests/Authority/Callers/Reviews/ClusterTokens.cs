using Istio.Security.Keys;
using Istio.Security.Tokens;
using Istio.Testing.Kubernetes;

namespace Istiod.Tests.Authority.Callers.Reviews;

/// <summary>Tokens of a real API server: a namespace with the account <c>web</c> and the pod <c>web-1</c> on <c>node-1</c>.</summary>
internal sealed class ClusterTokens(KubeApi api, string ns)
{
    private const string Issuer = "https://kubernetes.default.svc.cluster.local";

    public string Namespace => ns;

    public KubeApi Api => api;

    public static async Task<ClusterTokens> CreateAsync(SharedKubeApi shared)
    {
        var api = await shared.GetAsync();
        var ns = $"reviews-{Guid.NewGuid():N}"[..20];
        await api.ApplyAsync($$"""
            apiVersion: v1
            kind: Namespace
            metadata: {name: {{ns}}}
            ---
            apiVersion: v1
            kind: ServiceAccount
            metadata: {name: web, namespace: {{ns}}}
            ---
            apiVersion: v1
            kind: Node
            metadata: {name: node-1}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: web-1, namespace: {{ns}}}
            spec:
              serviceAccountName: web
              nodeName: node-1
              containers: [{name: web, image: web}]
            """);
        return new(api, ns);
    }

    /// <param name="arguments">Of <c>kubectl create token</c>.</param>
    public async Task<string> CreateAsync(params string[] arguments) =>
        (await api.KubectlAsync("", ["create", "token", "web", "-n", ns, .. arguments])).Trim();

    /// <summary>As kubelet mounts it.</summary>
    public Task<string> OfPodAsync() => CreateAsync("--audience", "istio-ca", "--bound-object-kind", "Pod", "--bound-object-name", "web-1");

    public async Task<string> UidAsync() => (await api.KubectlAsync("", "get", "pod", "-n", ns, "web-1", "-o", "jsonpath={.metadata.uid}")).Trim();

    /// <summary>A token that somebody else made in the name of the API server.</summary>
    public string Foreign(TimeProvider time, string issuer = Issuer) =>
        new TokenIssuer(PrivateKey.CreateRsa(2048), issuer, time).Issue(new(ns, "web"), ["istio-ca"], TimeSpan.FromHours(1));
}
