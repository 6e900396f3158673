using Istio.Core.Settings;
using Istio.Kubernetes.Client;
using Istioctl.Playground.Kubernetes;
using Istioctl.Playground.View;
using Istioctl.Programs;

namespace Istioctl.Playground.Scenery;

/// <summary>Opens what the user wants istiod to read: the files, or an API server with the same objects.</summary>
internal sealed class SceneSources(PlaygroundOptions options, WorkFolder folder, ProgramLocator programs, ChildGuard guard, Stages stages, TimeProvider time)
{
    /// <exception cref="CannotStart">There is no API server, or it does not take the scene.</exception>
    public async Task<ISceneSource> OpenAsync(SampleFiles files, CancellationToken cancellation) =>
        options.Source == SourceKind.Files ? new FileSource(files, new NodeTokens(time))
        : options.Kubeconfig is { } kubeconfig ? await WriteAsync(Path.GetFullPath(kubeconfig), files, null, cancellation)
        : await StartAsync(files, cancellation);

    private async Task<ISceneSource> StartAsync(SampleFiles files, CancellationToken cancellation)
    {
        var local = await stages.RunAsync("the API server", async () =>
        {
            var kube = await KubeProgram.FindAsync(programs, cancellation);
            return await LocalApiServer.StartAsync(kube, folder, guard, cancellation);
        });
        return await WriteAsync(local.Kubeconfig, files, local, cancellation);
    }

    private async Task<ISceneSource> WriteAsync(string kubeconfig, SampleFiles files, LocalApiServer? local, CancellationToken cancellation)
    {
        ApiServerSource? source = null;
        try
        {
            source = new ApiServerSource(Connect(kubeconfig), kubeconfig, files, local);
            await stages.RunAsync("the scene's objects in the API server", () => source.WriteAsync(cancellation));
            return source;
        }
        catch
        {
            await (source?.DisposeAsync() ?? local?.DisposeAsync() ?? ValueTask.CompletedTask);
            throw;
        }
    }

    private ApiClient Connect(string kubeconfig)
    {
        try
        {
            return new ApiClient(ClusterAccess.FromKubeconfig(kubeconfig, time), "istioctl-playground");
        }
        catch (SettingsException unusable)
        {
            throw new CannotStart(
                $"The API server cannot be used: {unusable.Message.TrimEnd('.')}.",
                "Name another kubeconfig with --kubeconfig FILE, or leave it out: then an API server is started.");
        }
    }
}
