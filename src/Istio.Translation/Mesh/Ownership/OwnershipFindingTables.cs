using Istio.Collections;
using Istio.Model.Findings;
using Istio.Model.Kinds.Core.Services;
using Istio.Model.Kinds.Networking.ServiceEntries;
using Istio.Model.Kinds.Networking.WorkloadEntries;
using Istio.Model.Objects;
using Istio.Model.Services;
using Istio.Model.Workloads;
using Istio.Translation.Mesh.Clusters;
using Istio.Translation.Mesh.Namespaces;
using Istio.Translation.Mesh.Services;

namespace Istio.Translation.Mesh.Ownership;

/// <summary>Findings about names and addresses that an object has and that are another one's.</summary>
internal sealed class OwnershipFindingTables
{
    public OwnershipFindingTables(
        ObjectTables objects, ClusterTables clusters, NamespaceTables namespaces, ServiceTables services, KubernetesNames names, AddressHolders holders)
    {
        var sources = new Sources(clusters, namespaces, services, names, holders);
        All = objects.Graph.Join(
            "ownership findings",
            objects.Of(ServiceEntry.Kind).MapMany<Sources, FindingKey, Finding>("ownership findings of service entries", sources, Check),
            objects.Of(WorkloadEntry.Kind).MapMany<Sources, FindingKey, Finding>("ownership findings of workload entries", sources, Check),
            objects.Of(Service.Kind).MapMany<Sources, FindingKey, Finding>("ownership findings of services", sources, Check));
    }

    public Table<FindingKey, Finding> All { get; }

    private static void Check(ServiceEntry entry, Sources sources, Read read, Output<FindingKey, Finding> output)
    {
        if (sources.Clusters.Of(read, entry.Metadata) is not { } cluster || !sources.Namespaces.Include(read, entry.Metadata))
        {
            return;
        }

        for (var i = 0; i < entry.Hosts.Count; i++)
        {
            Add(output, OwnershipFindings.OfHost(entry, i, OwnerOf(entry, entry.Hosts[i], sources, read)));
        }

        if (sources.Names.OwnAllOf(read, entry))
        {
            return;
        }

        for (var i = 0; i < entry.Addresses.Count; i++)
        {
            if (ServiceEntryServices.IsSingleAddress(entry.Addresses[i], out var address))
            {
                var holder = HolderOf(new NetworkAddress(cluster.Network, address), entry, sources, read);
                Add(output, OwnershipFindings.OfServiceAddress(entry, $"spec.addresses[{i}]", entry.Addresses[i], holder));
            }
        }

        for (var i = 0; i < entry.Endpoints.Count; i++)
        {
            CheckEndpoint(entry, entry.Endpoints[i], $"spec.endpoints[{i}].address", cluster, sources, read, output);
        }
    }

    private static void Check(WorkloadEntry entry, Sources sources, Read read, Output<FindingKey, Finding> output)
    {
        if (sources.Clusters.Of(read, entry.Metadata) is { } cluster && sources.Namespaces.Include(read, entry.Metadata))
        {
            CheckEndpoint(entry, entry.Endpoint, "spec.address", cluster, sources, read, output);
        }
    }

    private static void Check(Service service, Sources sources, Read read, Output<FindingKey, Finding> output)
    {
        if (sources.Clusters.Of(read, service.Metadata) is not { } cluster
            || read.Get(sources.Services.OfKubernetes, KubernetesServices.NameOf(service.ObjectName, cluster.DnsDomain)) is not { } resolved)
        {
            return;
        }

        foreach (var address in resolved.Service.Addresses)
        {
            Add(output, OwnershipFindings.OfServiceAddress(service, $"spec.clusterIPs[{address.Address}]", $"{address.Address}", HolderOf(address, service, sources, read)));
        }
    }

    private static void CheckEndpoint(
        ConfigObject source, WorkloadEndpoint endpoint, string path, ClusterScope cluster, Sources sources, Read read, Output<FindingKey, Finding> output)
    {
        if (EntryWorkloads.TryGetAddress(endpoint, cluster.Network, out var address))
        {
            Add(output, OwnershipFindings.OfWorkloadAddress(source, path, endpoint.Address, HolderOf(address, source, sources, read)));
        }
    }

    /// <summary>The Service, or the older entry of the same namespace, that has the name.</summary>
    private static ObjectKey? OwnerOf(ServiceEntry entry, string host, Sources sources, Read read)
    {
        if (sources.Names.OwnerOf(read, entry.Metadata, host) is { } service)
        {
            return service.Key;
        }

        var source = read.Get(sources.Services.OfEntries, new ServiceName(entry.Metadata.Namespace, host))?.Source;
        return source is null || source.Name == entry.Metadata.Name ? null : new ObjectKey(ServiceEntry.Kind, source.ObjectName);
    }

    private static ObjectKey? HolderOf(in NetworkAddress address, ConfigObject claimant, Sources sources, Read read) =>
        sources.Holders.OtherThan(read, address, claimant.Metadata);

    private static void Add(Output<FindingKey, Finding> output, Finding? finding)
    {
        if (finding is not null)
        {
            output.Add(FindingKey.Of(finding), finding);
        }
    }

    private sealed record Sources(
        ClusterTables Clusters, NamespaceTables Namespaces, ServiceTables Services, KubernetesNames Names, AddressHolders Holders);
}
