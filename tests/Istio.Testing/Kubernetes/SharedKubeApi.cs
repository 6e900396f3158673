namespace Istio.Testing.Kubernetes;

/// <summary>
/// One API server for all tests of a program that want one: started by the first, with the controllers that end namespaces and make
/// service accounts; nobody deletes pods of nodes that are not there. A fixture of the assembly. Tests keep apart by namespaces.
/// </summary>
public sealed class SharedKubeApi : IAsyncDisposable
{
    private readonly Lazy<Task<KubeApi>> _api = new(static () => StartAsync());

    /// <summary>Skips the test when the tools are not there.</summary>
    public Task<KubeApi> GetAsync() => _api.Value;

    public async ValueTask DisposeAsync()
    {
        if (_api.IsValueCreated && _api.Value.IsCompletedSuccessfully)
        {
            await _api.Value.Result.DisposeAsync();
        }
    }

    private static async Task<KubeApi> StartAsync()
    {
        var api = await KubeApi.StartAsync("--controllers", "--controller-list", "namespace-controller,serviceaccount-controller");
        await InstallKindsAsync(api);
        return api;
    }

    /// <summary>Installs the kinds of Istio and of the Gateway API.</summary>
    public static async Task InstallKindsAsync(KubeApi api)
    {
        foreach (var definitions in new[] { "istio-crds.yaml", "gateway-api-standard.yaml" })
        {
            await api.KubectlAsync("", "apply", "--server-side", "-f", RepositoryPaths.RequireConformance("crds", definitions));
        }

        await api.KubectlAsync("", "wait", "--for=condition=Established", "crd", "--all", "--timeout=60s");
    }
}
