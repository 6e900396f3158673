using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Istio.Kubernetes.Client;
using Istio.Security.Certificates;
using Istio.Security.Keys;
using Istio.Testing.Kubernetes;
using Istiod.Authority;
using Istiod.Authority.Roots;
using Istiod.Authority.Roots.Kept;
using Istiod.Tests.Kubernetes;

namespace Istiod.Tests.Authority.Roots.Kept;

/// <summary>A namespace of a real API server in which istiods keep their CA.</summary>
internal sealed class ClusterCa(KubeApi api, string ns) : IDisposable
{
    public ApiClient Client { get; } = ApiProxy.ClientOf(api);

    public KubeApi Api => api;

    public string Namespace => ns;

    public static async Task<ClusterCa> CreateAsync(SharedKubeApi shared)
    {
        var api = await shared.GetAsync();
        return new(api, await Namespaces.CreateAsync(api, "ca"));
    }

    public void Dispose() => Client.Dispose();

    public AuthoritySettings Settings(string rootCaDirectory = "/nowhere") => new() { RootCaDirectory = rootCaDirectory, Namespace = ns };

    public SelfSignedAuthority Authority(TimeProvider time, bool usesCaCerts = false, ApiClient? client = null) =>
        new(Settings(), "cluster.local", new KubernetesSecret(client ?? Client, ns, usesCaCerts), time);

    public async Task<JsonElement> SecretAsync(string name = "istio-ca-secret")
    {
        using var secret = JsonDocument.Parse(await api.KubectlAsync("", "get", "secret", "-n", ns, name, "-o", "json"));
        return secret.RootElement.Clone();
    }

    /// <summary>The text under a key.</summary>
    public async Task<string> TextAsync(string key, string name = "istio-ca-secret") =>
        Encoding.UTF8.GetString((await SecretAsync(name)).GetProperty("data").GetProperty(key).GetBytesFromBase64());

    public Task<string> DeleteAsync() => api.KubectlAsync("", "delete", "secret", "-n", ns, "istio-ca-secret");

    /// <summary>Writes a CA in the form in which the real istiod does: an RSA key in PKCS#1, other keys empty.</summary>
    public async Task<X509Certificate2> WriteAsIstioAsync(DateTimeOffset now, string name = "istio-ca-secret", params string[] more)
    {
        using var rsa = RSA.Create(2048);
        var pem = rsa.ExportRSAPrivateKeyPem();
        Assert.True(PrivateKey.TryReadPem(pem, out var key, out _));
        var root = RootCertificate.CreateSelfSigned(key, "cluster.local", new(now.AddMinutes(-2), now.AddDays(3650)));
        await ApplyAsync(name, [("ca-cert.pem", CertificatePem.Write(root)), ("ca-key.pem", pem), .. more.Append("cert-chain.pem").Append("key.pem").Append("root-cert.pem").Select(empty => (empty, ""))]);
        return root;
    }

    public Task ApplyAsync(string name, params (string Key, string Text)[] data)
    {
        var fields = data.Select(one => $"\"{one.Key}\": \"{Convert.ToBase64String(Encoding.UTF8.GetBytes(one.Text))}\"");
        return api.ApplyAsync(
            $$"""{"apiVersion": "v1", "kind": "Secret", "type": "istio.io/ca-root", "metadata": {"name": "{{name}}", "namespace": "{{ns}}"}, "data": { {{string.Join(", ", fields)}} } }""");
    }
}
