using Istio.Collections;
using Istio.Model.Findings;
using Istio.Model.Kinds.Core.Services;
using Istio.Model.Kinds.Networking.ServiceEntries;
using Istio.Model.Kinds.Networking.WorkloadEntries;
using Istio.Model.Objects;
using Istio.Model.Services;
using Istio.Model.Workloads;

namespace Istio.Translation.Ambient.Tables;

/// <summary>Findings about names and addresses that an object has and that are another one's.</summary>
internal static class OwnershipFindingTable
{
    public static Table<FindingKey, Finding> Of(
        ObjectTables objects, Table<Only, MeshScope> scope, Table<ObjectName, MeshNamespace> namespaces, ServiceTables services, KubernetesNames names, AddressHolders holders)
    {
        var sources = new Sources(scope, namespaces, services, names, holders);
        return objects.Graph.Join(
            "ownership findings",
            objects.Of(ServiceEntry.Kind).MapMany<Sources, FindingKey, Finding>("ownership findings of service entries", sources, Check),
            objects.Of(WorkloadEntry.Kind).MapMany<Sources, FindingKey, Finding>("ownership findings of workload entries", sources, Check),
            objects.Of(Service.Kind).MapMany<Sources, FindingKey, Finding>("ownership findings of services", sources, Check));
    }

    private static void Check(ServiceEntry entry, Sources sources, Read read, Output<FindingKey, Finding> output)
    {
        var scope = read.Get(sources.Scope)!;
        if (MeshNamespace.Find(read, sources.Namespaces, scope, entry.Metadata.NamespaceName) is null)
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
                Add(output, OwnershipFindings.OfServiceAddress(entry, $"spec.addresses[{i}]", entry.Addresses[i], HolderOf(new(scope.Network, address), entry, sources, read)));
            }
        }

        for (var i = 0; i < entry.Endpoints.Count; i++)
        {
            CheckEndpoint(entry, entry.Endpoints[i], $"spec.endpoints[{i}].address", scope, sources, read, output);
        }
    }

    private static void Check(WorkloadEntry entry, Sources sources, Read read, Output<FindingKey, Finding> output)
    {
        var scope = read.Get(sources.Scope)!;
        if (MeshNamespace.Find(read, sources.Namespaces, scope, entry.Metadata.NamespaceName) is not null)
        {
            CheckEndpoint(entry, entry.Endpoint, "spec.address", scope, sources, read, output);
        }
    }

    private static void Check(Service service, Sources sources, Read read, Output<FindingKey, Finding> output)
    {
        var name = KubernetesServices.NameOf(service.ObjectName, read.Get(sources.Scope)!.Settings.DnsDomain);
        if (read.Get(sources.Services.OfKubernetes, name) is not { } resolved)
        {
            return;
        }

        foreach (var address in resolved.Service.Addresses)
        {
            Add(output, OwnershipFindings.OfServiceAddress(service, $"spec.clusterIPs[{address.Address}]", $"{address.Address}", HolderOf(address, service, sources, read)));
        }
    }

    private static void CheckEndpoint(
        ConfigObject source, WorkloadEndpoint endpoint, string path, MeshScope scope, Sources sources, Read read, Output<FindingKey, Finding> output)
    {
        if (EntryWorkloads.TryGetAddress(endpoint, scope.Network, out var address))
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
        Table<Only, MeshScope> Scope, Table<ObjectName, MeshNamespace> Namespaces, ServiceTables Services, KubernetesNames Names, AddressHolders Holders);
}
