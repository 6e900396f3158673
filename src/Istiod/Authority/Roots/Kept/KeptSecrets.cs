using Istio.Kubernetes.Client;

namespace Istiod.Authority.Roots.Kept;

/// <summary>Chooses where the self-signed CA is kept: a folder that was named, else the cluster, else memory.</summary>
internal static class KeptSecrets
{
    /// <summary>Istio's name of the secret that holds the self-signed CA in Kubernetes.</summary>
    private const string FileName = "istio-ca-secret.pem";

    /// <param name="api">Null without Kubernetes.</param>
    public static IKeptSecret For(AuthoritySettings settings, ApiClient? api) =>
        settings.SelfSignedDirectory.Length > 0 ? new SecretFile(settings.SelfSignedDirectory, FileName)
        : api is not null ? new KubernetesSecret(api, settings.Namespace, settings.UsesCaCertsSecret || IsGenerated(settings.RootCaDirectory))
        : new MemorySecret();

    /// <summary>What is mounted as a plugged-in CA is a secret that an istiod has made for itself.</summary>
    public static bool IsGenerated(string directory) => PluggedInFiles.IsThere(directory, SecretObject.Generated);
}
