using Istio.Core.Settings;
using Istiod.Settings;

namespace Istiod.Registry.Cluster;

/// <summary>The API server that istiod reads, and what of it.</summary>
internal sealed record ClusterSettings
{
    private const string Kubernetes = "Kubernetes";

    /// <summary>Empty: the files of the pod that istiod runs in.</summary>
    public required string Kubeconfig { get; init; }

    /// <summary>Empty outside a cluster.</summary>
    public required string ServiceHost { get; init; }

    public required string ServicePort { get; init; }

    public required string WatchedNamespace { get; init; }

    /// <summary>Empty for none.</summary>
    public required string SharedMeshConfig { get; init; }

    /// <summary>By which this istiod is known where one of several leads.</summary>
    public required string Identity { get; init; }

    public required bool ElectsLeaders { get; init; }

    public required int WritesPerSecond { get; init; }

    public required int WriteBurst { get; init; }

    /// <param name="hasFiles">There is a folder of files, so that an API server is not needed.</param>
    /// <returns>Null when no API server is read.</returns>
    /// <exception cref="SettingsException">One is wanted, and nothing says where it is.</exception>
    public static ClusterSettings? Read(SettingsReader settings, bool hasFiles)
    {
        var read = new ClusterSettings
        {
            Kubeconfig = settings.Read(ClusterDeclarations.Kubeconfig),
            ServiceHost = settings.Read(ClusterDeclarations.ServiceHost),
            ServicePort = settings.Read(ClusterDeclarations.ServicePort),
            WatchedNamespace = settings.Read(ClusterDeclarations.WatchedNamespace),
            SharedMeshConfig = settings.Read(ClusterDeclarations.SharedMeshConfig),
            // As Istio names one that has no pod; of two on one machine only one may lead.
            Identity = settings.Read(ClusterDeclarations.PodName) is { Length: > 0 } pod ? pod : $"unknown-{Environment.MachineName}-{Environment.ProcessId}",
            ElectsLeaders = settings.Read(ClusterDeclarations.ElectsLeaders),
            WritesPerSecond = settings.Read(ClusterDeclarations.WritesPerSecond),
            WriteBurst = settings.Read(ClusterDeclarations.WriteBurst),
        };
        if (!IsWanted(settings, hasFiles, read))
        {
            return null;
        }

        return read.Kubeconfig.Length + read.ServiceHost.Length > 0
            ? read
            : throw new SettingsException(
                "no source of configuration: name an API server by --kubeconfig, run in a cluster, or give a folder of files by --configDir with --registries=");
    }

    private static bool IsWanted(SettingsReader settings, bool hasFiles, ClusterSettings read)
    {
        if (settings.IsGiven(ClusterDeclarations.Registries))
        {
            return settings.Read(ClusterDeclarations.Registries) switch
            {
                "" => false,
                Kubernetes => true,
                var other => throw new SettingsException($"--registries is '{other}', expected {Kubernetes} or nothing"),
            };
        }

        return !hasFiles || settings.IsGiven(ClusterDeclarations.Kubeconfig) || read.ServiceHost.Length > 0;
    }
}
