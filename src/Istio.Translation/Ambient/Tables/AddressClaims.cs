using Istio.Collections;
using Istio.Model.Kinds.Networking.ServiceEntries;
using Istio.Model.Kinds.Networking.WorkloadEntries;
using Istio.Model.Objects;
using Istio.Model.Services;
using Istio.Model.Workloads;

namespace Istio.Translation.Ambient.Tables;

/// <summary>Addresses of the workloads that WorkloadEntries and the endpoints of ServiceEntries describe.</summary>
internal sealed class AddressClaims
{
    private readonly Index<NetworkAddress, AddressClaim> _ofServiceEntries;
    private readonly Index<NetworkAddress, AddressClaim> _ofWorkloadEntries;

    public AddressClaims(ObjectTables objects, Table<Only, MeshScope> scope, Table<ObjectName, MeshNamespace> namespaces, KubernetesNames names)
    {
        var sources = new Sources(scope, namespaces, names);
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
        var scope = read.Get(sources.Scope)!;
        if (entry.Endpoints.IsEmpty
            || MeshNamespace.Find(read, sources.Namespaces, scope, entry.Metadata.NamespaceName) is null
            || sources.Names.OwnAllOf(read, entry))
        {
            return null;
        }

        var addresses = new List<NetworkAddress>(entry.Endpoints.Count);
        foreach (var endpoint in entry.Endpoints)
        {
            AddTo(addresses, endpoint, scope);
        }

        return AddressClaim.Of(entry, addresses);
    }

    private static AddressClaim? Claim(WorkloadEntry entry, Sources sources, Read read)
    {
        var scope = read.Get(sources.Scope)!;
        if (MeshNamespace.Find(read, sources.Namespaces, scope, entry.Metadata.NamespaceName) is null)
        {
            return null;
        }

        var addresses = new List<NetworkAddress>(1);
        AddTo(addresses, entry.Endpoint, scope);
        return AddressClaim.Of(entry, addresses);
    }

    private static void AddTo(List<NetworkAddress> addresses, WorkloadEndpoint endpoint, MeshScope scope)
    {
        if (EntryWorkloads.TryGetAddress(endpoint, scope.Network, out var address))
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

    private sealed record Sources(Table<Only, MeshScope> Scope, Table<ObjectName, MeshNamespace> Namespaces, KubernetesNames Names);
}
