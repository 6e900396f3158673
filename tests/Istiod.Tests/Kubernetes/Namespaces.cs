using Istio.Testing.Kubernetes;

namespace Istiod.Tests.Kubernetes;

/// <summary>Namespaces that one test has to itself in the API server that all share.</summary>
internal static class Namespaces
{
    /// <returns>The name of a new one.</returns>
    public static async Task<string> CreateAsync(KubeApi api, string prefix)
    {
        var name = $"{prefix}-{Guid.NewGuid():N}"[..24];
        await api.KubectlAsync("", "create", "namespace", name);
        return name;
    }
}
