using Istio.Core.Names;
using Istio.Core.Net;
using Istio.Model.Kinds.Discovery.EndpointSlices;
using Istio.Model.Services;

namespace Istio.Model.Workloads;

/// <summary>Addresses that only an EndpointSlice knows, as workloads: reachable as they are, and of nobody known.</summary>
public static class SliceWorkloads
{
    /// <summary>One for each endpoint that is no pod; pods are workloads by themselves.</summary>
    public static IEnumerable<MeshWorkload> Resolve(EndpointSlice slice, ServiceBackend service, string clusterId, string network)
    {
        var seen = new HashSet<IpAddress>();
        foreach (var endpoint in slice.Endpoints.Where(endpoint => endpoint.PodName.Length == 0 && !endpoint.Addresses.IsEmpty))
        {
            // Kubernetes: all addresses of an endpoint lead to the same place, so the first will do.
            if (IpAddress.TryParse(endpoint.Addresses[0], out var address) && seen.Add(address))
            {
                yield return Resolve(slice, endpoint, address, service, clusterId, network);
            }
        }
    }

    /// <summary>The ports of the slice that take connections, by the names of the service's ports.</summary>
    public static WorkloadService PortsIn(EndpointSlice slice, ServiceBackend service)
    {
        var ports = new WorkloadPorts(service.Ports.Count);
        foreach (var port in service.Ports)
        {
            if (port.TakesConnections)
            {
                AddFrom(slice, port, ports);
            }
        }

        return ports.Of(service.Name);
    }

    private static void AddFrom(EndpointSlice slice, in BackendPort port, in WorkloadPorts ports)
    {
        foreach (var own in slice.Ports)
        {
            if (own.Name == port.Name && own.Protocol is not ("UDP" or "SCTP"))
            {
                ports.Add(port, own.Port);
            }
        }
    }

    private static MeshWorkload Resolve(
        EndpointSlice slice, SliceEndpoint endpoint, IpAddress address, ServiceBackend service, string clusterId, string network)
    {
        var metadata = slice.Metadata;
        var uid = WorkloadUid.SliceEndpoint(clusterId, metadata.Namespace, metadata.Name, address);
        return new MeshWorkload(uid, metadata.Namespace, metadata.Name)
        {
            Addresses = [address],
            Network = network,
            UsesHostNetwork = true,
            ClusterId = clusterId,
            IsHealthy = endpoint.IsReady,
            Services = [PortsIn(slice, service)],
        };
    }
}
