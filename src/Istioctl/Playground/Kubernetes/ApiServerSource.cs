using Istio.Kubernetes.Client;
using Istio.Model.Decoding;
using Istioctl.Playground.Scenery;

namespace Istioctl.Playground.Kubernetes;

/// <summary>istiod reads an API server, into which the files were written.</summary>
/// <param name="local">The server, when it was started for this; null for one of the user's.</param>
internal sealed class ApiServerSource(ApiClient client, string kubeconfig, SampleFiles files, LocalApiServer? local) : ISceneSource
{
    private static readonly TimeSpan RemovalLimit = TimeSpan.FromSeconds(20);

    private readonly ApiObjects _objects = new(client);
    private readonly PodTokens _tokens = new(client);
    private readonly List<WrittenObject> _written = [];
    private PolicyObjects? _policies;
    private MeshConfigMap? _meshConfig;

    public IConfigStore Objects => _policies ?? throw NotWritten();

    public IConfigStore MeshConfig => _meshConfig ?? throw NotWritten();

    public IReadOnlyList<string> IstiodArguments => ["--kubeconfig", kubeconfig];

    /// <summary>istiod asks the API server whom to believe.</summary>
    public IReadOnlyDictionary<string, string> IstiodEnvironment { get; } = new Dictionary<string, string>();

    public string EditHint => $"Edit with kubectl --kubeconfig {kubeconfig} edit authorizationpolicies, save";

    public string? Trouble => local?.Trouble;

    /// <exception cref="CannotStart">The server refuses, or belongs to another mesh.</exception>
    public async Task WriteAsync(CancellationToken cancellation)
    {
        await new KindDefinitions(_objects).InstallAsync(SceneObjects.ReadDefinitions(files), cancellation);
        var objects = SceneObjects.Read(files);
        // Nothing is written before it is clear that nothing is overwritten.
        foreach (var written in objects.Where(IsRemovable))
        {
            await _objects.RequireOwnAsync(written, cancellation);
        }

        foreach (var written in objects)
        {
            _written.Add(written);
            await _objects.ApplyAsync(written, cancellation);
        }

        _policies = new PolicyObjects(_objects, new ConfigFolder(files.Config));
        _meshConfig = new MeshConfigMap(_objects, new ConfigFolder(files.Folder).Read(SampleFiles.MeshConfigFile));
    }

    public Task<string> IssueTokenAsync(SceneWorkload pod, CancellationToken cancellation) => _tokens.IssueAsync(pod, cancellation);

    public async ValueTask DisposeAsync()
    {
        if (local is null)
        {
            await RemoveAsync();
        }

        client.Dispose();
        await (local?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    /// <summary>Namespaces may hold more than the scene.</summary>
    private static bool IsRemovable(WrittenObject written) => written.Kind != "Namespace";

    /// <summary>Leaves a server of the user's without the scene, as far as it answers.</summary>
    private async Task RemoveAsync()
    {
        using var limit = new CancellationTokenSource(RemovalLimit);
        try
        {
            foreach (var written in Enumerable.Reverse(_written).Where(IsRemovable))
            {
                await _objects.DeleteAsync(written, limit.Token);
            }
        }
        catch (Exception stopped) when (stopped is CannotStart or OperationCanceledException)
        {
            // The run has ended; the next one finds its own objects and takes them over.
        }
    }

    private static InvalidOperationException NotWritten() => new("The scene is not written to the API server yet.");
}
