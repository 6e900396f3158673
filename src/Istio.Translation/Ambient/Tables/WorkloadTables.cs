using Istio.Collections;
using Istio.Core.Names;
using Istio.Core.Values;
using Istio.Model.Kinds;
using Istio.Model.Networks;
using Istio.Model.Services;
using Istio.Model.Tables;
using Istio.Model.Waypoints;
using Istio.Model.Workloads;

namespace Istio.Translation.Ambient.Tables;

/// <summary>The workloads of the mesh, from all that can describe one.</summary>
internal sealed class WorkloadTables
{
    private readonly Table<Only, MeshScope> _scope;
    private readonly Table<string, MeshNamespace> _namespaces;
    private readonly Table<string, Locality> _localities;
    private readonly GatewayTables _gateways;
    private readonly ServiceTables _services;
    private readonly SliceTables _slices;
    private readonly PolicyTables _policies;
    private readonly SelectionTables _selections;

    public WorkloadTables(
        ObjectTables objects,
        Table<Only, MeshScope> scope,
        Table<string, MeshNamespace> namespaces,
        GatewayTables gateways,
        ServiceTables services,
        SliceTables slices,
        PolicyTables policies,
        SelectionTables selections)
    {
        (_scope, _namespaces, _gateways, _services, _slices, _policies, _selections) = (scope, namespaces, gateways, services, slices, policies, selections);
        _localities = objects.Nodes.Map("localities of nodes", static (node, _) => Locality.OfNode(node.Metadata.Labels));
        All = objects.Graph.Join(
            "workloads",
            objects.Pods.MapMany<WorkloadTables, string, MeshWorkload>("workloads of pods", this, static (pod, tables, read, output) => tables.ResolvePod(pod, read, output)),
            objects.WorkloadEntries.MapMany<WorkloadTables, string, MeshWorkload>("workloads of workload entries", this, static (entry, tables, read, output) => tables.ResolveEntry(entry, read, output)),
            objects.ServiceEntries.MapMany<WorkloadTables, string, MeshWorkload>("workloads of service entries", this, static (entry, tables, read, output) => tables.ResolveEndpoints(entry, read, output)),
            slices.Unselected.MapMany<WorkloadTables, string, MeshWorkload>("workloads of slices", this, static (slice, tables, read, output) => tables.ResolveSlice(slice, read, output)),
            gateways.Networks.Map("workloads of network gateways", static (gateway, _) => ResolveGateway(gateway)));
    }

    /// <summary>By uid.</summary>
    public Table<string, MeshWorkload> All { get; }

    private void ResolvePod(Pod pod, Read read, Output<string, MeshWorkload> output)
    {
        MeshScope scope = read.Get(_scope)!;
        if (!PodWorkloads.IsCallable(pod) || MeshNamespace.Find(read, _namespaces, scope, pod.Metadata.Namespace) is not { } space)
        {
            return;
        }

        Selected selected = _selections.Of(read, scope, pod.Metadata.Namespace, pod.Metadata.Labels);
        WorkloadContext context = Context(scope) with
        {
            Locality = pod.NodeName.Length > 0 ? read.Get(_localities, pod.NodeName) ?? Locality.Unknown : Locality.Unknown,
            Services = ServicesOf(pod, selected.Services, read),
            Policies = _policies.AttachedTo(read, scope, pod.Metadata.Namespace, selected),
            Waypoint = _gateways.ForWorkload(read, pod.Metadata, space),
            ApplicationTunnel = TunnelOf(pod, read),
        };
        MeshWorkload workload = PodWorkloads.Resolve(pod, context)!;
        output.Add(workload.Uid, workload);
    }

    private void ResolveEntry(WorkloadEntry entry, Read read, Output<string, MeshWorkload> output)
    {
        MeshScope scope = read.Get(_scope)!;
        if (!EntryWorkloads.IsCallable(entry.Endpoint) || MeshNamespace.Find(read, _namespaces, scope, entry.Metadata.Namespace) is not { } space)
        {
            return;
        }

        Selected selected = _selections.Of(read, scope, entry.Metadata.Namespace, EntryWorkloads.LabelsOf(entry));
        List<WorkloadService> services = [];
        foreach (ServiceBackend service in selected.Services)
        {
            services.Add(EntryWorkloads.PortsAt(entry.Endpoint, service));
        }

        WorkloadContext context = Context(scope) with
        {
            Services = InOrder(services),
            Policies = _policies.AttachedTo(read, scope, entry.Metadata.Namespace, selected),
            Waypoint = _gateways.ForWorkload(read, entry.Metadata, space),
            NetworkGateway = _gateways.Into(read, entry.Endpoint.Network, scope),
        };
        MeshWorkload workload = EntryWorkloads.Resolve(entry, context);
        output.Add(workload.Uid, workload);
    }

    private void ResolveEndpoints(ServiceEntry entry, Read read, Output<string, MeshWorkload> output)
    {
        MeshScope scope = read.Get(_scope)!;
        if (MeshNamespace.Find(read, _namespaces, scope, entry.Metadata.Namespace) is not { } space)
        {
            return;
        }

        ValueList<string> policies = _policies.AttachedTo(
            read, scope, entry.Metadata.Namespace, _selections.Of(read, scope, entry.Metadata.Namespace, entry.Metadata.Labels));
        HashSet<string> seen = [];
        foreach ((WorkloadEndpoint endpoint, string? onlyHost) in EntryWorkloads.EndpointsOf(entry))
        {
            if (!EntryWorkloads.IsCallable(endpoint) || !seen.Add(endpoint.Address))
            {
                continue;
            }

            WorkloadContext context = Context(scope) with
            {
                Services = ServicesOf(entry, endpoint, onlyHost, read),
                Policies = policies,
                Waypoint = _gateways.ForWorkload(read, entry.Metadata, space),
                NetworkGateway = _gateways.Into(read, endpoint.Network, scope),
            };
            MeshWorkload workload = EntryWorkloads.Resolve(entry, endpoint, context);
            output.Add(workload.Uid, workload);
        }
    }

    private void ResolveSlice(UnselectedSlice slice, Read read, Output<string, MeshWorkload> output)
    {
        MeshScope scope = read.Get(_scope)!;
        foreach (MeshWorkload workload in SliceWorkloads.Resolve(slice.Slice, slice.Service, scope.Settings.ClusterId, scope.Network))
        {
            output.Add(workload.Uid, workload);
        }
    }

    private static MeshWorkload ResolveGateway(NetworkGateway gateway) => new(gateway.Uid, gateway.Source.Namespace, gateway.Uid)
    {
        Addresses = gateway.Address.IsNone ? [] : [gateway.Address],
        Hostname = gateway.Hostname,
        Network = gateway.Network,
        ServiceAccount = gateway.ServiceAccount,
    };

    private static WorkloadContext Context(MeshScope scope) =>
        new(scope.Settings.ClusterId, scope.Network, scope.TrustDomain, Locality.Unknown, [], [], null, null, null);

    /// <summary>Services that select the pod by labels, and those without selector whose slices name it.</summary>
    private ValueList<WorkloadService> ServicesOf(Pod pod, List<ServiceBackend> selecting, Read read)
    {
        List<WorkloadService> services = [];
        foreach (ServiceBackend service in selecting)
        {
            services.Add(PodWorkloads.PortsIn(pod, service));
        }

        foreach (UnselectedSlice slice in _slices.OfPod(read, pod.ObjectName))
        {
            if (!services.Exists(service => service.Name == slice.Service.Name))
            {
                services.Add(SliceWorkloads.PortsIn(slice.Slice, slice.Service));
            }
        }

        return InOrder(services);
    }

    /// <summary>The services of the entry itself, as far as no other object describes them first.</summary>
    private ValueList<WorkloadService> ServicesOf(ServiceEntry entry, WorkloadEndpoint endpoint, string? onlyHost, Read read)
    {
        List<WorkloadService> services = [];
        foreach (string host in entry.Hosts)
        {
            if (onlyHost is not null && host != onlyHost)
            {
                continue;
            }

            ResolvedService? service = read.Get(_services.All, new ServiceName(entry.Metadata.Namespace, host));
            if (service is { Backend.IsKubernetes: false } && service.Source.Name == entry.Metadata.Name)
            {
                services.Add(EntryWorkloads.PortsAt(endpoint, service.Backend));
            }
        }

        return InOrder(services);
    }

    /// <summary>The pods of a waypoint take connections the way their Gateway says.</summary>
    private ApplicationTunnel? TunnelOf(Pod pod, Read read)
    {
        string gateway = pod.Metadata.Label(Labels.GatewayName);
        return gateway.Length == 0 ? null : read.Get(_gateways.Waypoints, new ObjectName(pod.Metadata.Namespace, gateway))?.InboundBinding;
    }

    private static ValueList<WorkloadService> InOrder(List<WorkloadService> services)
    {
        if (services.Count > 1)
        {
            services.Sort(static (left, right) => left.Name.CompareTo(right.Name));
        }

        return services.Count == 0 ? [] : services.ToValueList();
    }
}
