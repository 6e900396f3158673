using Istio.Collections;
using Istio.Model.Kinds.Core.Services;
using Istio.Model.Kinds.Networking.ServiceEntries;
using Istio.Model.Objects;
using Istio.Model.Services;
using Istio.Translation.Mesh.Clusters;
using Istio.Translation.Mesh.Namespaces;

namespace Istio.Translation.Mesh.Services;

/// <summary>
/// The host names of Kubernetes Services, which belong to the Services alone, whatever namespace a ServiceEntry with such a host is in. Their short names with
/// a namespace, which callers of all namespaces complete, are no hosts for other namespaces.
/// </summary>
internal sealed class KubernetesNames(ObjectTables objects, ClusterTables clusters, NamespaceTables namespaces)
{
    private readonly Table<ObjectName, Service> _services = objects.Of(Service.Kind);

    /// <summary>The Service that has this name; null when an entry may use the host.</summary>
    /// <param name="host">A host of the entry.</param>
    public Service? OwnerOf(Read read, ObjectMeta entry, string host)
    {
        if (clusters.Of(read, entry) is not { } cluster)
        {
            return null;
        }

        var isFull = KubernetesServices.TryParseName(host, cluster.DnsDomain, out var name);
        if (!(isFull || KubernetesServices.TryParseShortName(host, out name))
            || read.Get(_services, entry.ObjectName.InCluster(name.Namespace, name.Name)) is not { } service
            || !namespaces.Include(read, service.Metadata))
        {
            return null;
        }

        // An alias for a name outside has no workloads in the mesh; its own namespace may say what is there.
        var isFree = (service.IsExternalName || !isFull) && entry.Namespace == name.Namespace;
        return isFree ? null : service;
    }

    /// <summary>No host is left to the entry: it describes nothing, its endpoints included.</summary>
    public bool OwnAllOf(Read read, ServiceEntry entry)
    {
        foreach (var host in entry.Hosts)
        {
            if (OwnerOf(read, entry.Metadata, host) is null)
            {
                return false;
            }
        }

        return true;
    }
}
