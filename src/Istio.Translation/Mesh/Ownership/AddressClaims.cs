using Istio.Collections;
using Istio.Model.Kinds.Networking.ServiceEntries;
using Istio.Model.Kinds.Networking.WorkloadEntries;
using Istio.Model.Objects;
using Istio.Model.Services;
using Istio.Model.Workloads;
using Istio.Translation.Mesh.Clusters;
using Istio.Translation.Mesh.Namespaces;
using Istio.Translation.Mesh.Services;

namespace Istio.Translation.Mesh.Ownership;

/// <summary>Addresses of the workloads that WorkloadEntries and the endpoints of ServiceEntries describe.</summary>
internal sealed class AddressClaims
{
    private readonly Index<NetworkAddress, AddressClaim> _ofServiceEntries;
    private readonly Index<NetworkAddress, AddressClaim> _ofWorkloadEntries;

    public AddressClaims(ObjectTables objects, ClusterTables clusters, NamespaceTables namespaces, KubernetesNames names)
    {
        var sources = new Sources(clusters, namespaces, names);
        _ofServiceEntries = objects.Of(ServiceEntry.Kind)
            .Map<Sources, AddressClaim>("addresses of endpoints", sources, Claim)
            .IndexBy<NetworkAddress>("endpoints by address", Index);
        _ofWorkloadEntries = objects.Of(WorkloadEntry.Kind)
            .Map<Sources, AddressClaim>("addresses of workload entries", sources, Claim)
            .IndexBy<NetworkAddress>("workload entries by address", Index);
    }

    public ReadOnlySpan<AddressClaim> OfServiceEntries(Read read, in NetworkAddress address) => read.Where(_ofServiceEntries, address);

    public ReadOnlySpan<AddressClaim> OfWorkloadEntries(Read read, in NetworkAddress address) => read.Where(_ofWorkloadEntries, address);

    private static AddressClaim? Claim(ServiceEntry entry, Sources sources, Read read)
    {
        if (entry.Endpoints.IsEmpty
            || sources.Clusters.Of(read, entry.Metadata) is not { } cluster
            || !sources.Namespaces.Include(read, entry.Metadata)
            || sources.Names.OwnAllOf(read, entry))
        {
            return null;
        }

        var addresses = new List<NetworkAddress>(entry.Endpoints.Count);
        foreach (var endpoint in entry.Endpoints)
        {
            AddTo(addresses, endpoint, cluster);
        }

        return AddressClaim.Of(entry, addresses);
    }

    private static AddressClaim? Claim(WorkloadEntry entry, Sources sources, Read read)
    {
        if (sources.Clusters.Of(read, entry.Metadata) is not { } cluster || !sources.Namespaces.Include(read, entry.Metadata))
        {
            return null;
        }

        var addresses = new List<NetworkAddress>(1);
        AddTo(addresses, entry.Endpoint, cluster);
        return AddressClaim.Of(entry, addresses);
    }

    private static void AddTo(List<NetworkAddress> addresses, WorkloadEndpoint endpoint, ClusterScope cluster)
    {
        if (EntryWorkloads.TryGetAddress(endpoint, cluster.Network, out var address))
        {
            addresses.Add(address);
        }
    }

    private static void Index(AddressClaim claim, IndexKeys<NetworkAddress> keys)
    {
        foreach (var address in claim.Addresses)
        {
            keys.Add(address);
        }
    }

    private sealed record Sources(ClusterTables Clusters, NamespaceTables Namespaces, KubernetesNames Names);
}
