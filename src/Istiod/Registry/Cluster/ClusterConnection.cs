using Istio.Core.Settings;
using Istio.Kubernetes.Client;
using Istiod.Serving;
using Istiod.Settings;

namespace Istiod.Registry.Cluster;

/// <summary>The API server that istiod reads and writes, and the mesh configuration that is in it.</summary>
internal sealed class ClusterConnection : IAsyncDisposable
{
    private ClusterConnection(ApiClient client, ClusterSettings settings, InstanceSettings instance, TimeProvider time)
    {
        Client = client;
        MeshConfig = new(client, instance.Namespace, instance.Revision, settings.SharedMeshConfig, time);
    }

    public ApiClient Client { get; }

    public MeshConfigMaps MeshConfig { get; }

    /// <summary>Opens nothing yet: the mesh configuration is followed from <see cref="MeshConfigMaps.StartAsync"/> on.</summary>
    /// <returns>Null when no API server is read.</returns>
    /// <exception cref="SettingsException">The kubeconfig or the files of the account cannot be used.</exception>
    public static ClusterConnection? Open(IstiodSettings settings, TimeProvider time)
    {
        if (settings.Registry.Cluster is not { } cluster)
        {
            return null;
        }

        var server = cluster.Kubeconfig.Length > 0
            ? ClusterAccess.FromKubeconfig(cluster.Kubeconfig, time)
            : ClusterAccess.InCluster(cluster.ServiceHost, cluster.ServicePort, time);
        Logs.Sources.Info($"reads the API server {server.Address}");
        return new(new(server, $"pilot-discovery/{OperatorEndpoints.Version}"), cluster, settings.Instance, time);
    }

    public async ValueTask DisposeAsync()
    {
        await MeshConfig.DisposeAsync();
        Client.Dispose();
    }
}
