using Istio.Core.Net;
using Istio.Core.Values;
using Istio.Model.Kinds;
using Istio.Model.Services;

namespace Istio.Model.Workloads;

/// <summary>Pods as workloads.</summary>
public static class PodWorkloads
{
    /// <summary>Null for a pod that nobody can call: without address, or ended.</summary>
    public static MeshWorkload? Resolve(Pod pod, in WorkloadContext context)
    {
        if (!IsCallable(pod))
        {
            return null;
        }

        string owner = WorkloadOwner.NameOf(pod.Metadata);
        return new MeshWorkload($"{context.ClusterId}//Pod/{pod.Metadata.Namespace}/{pod.Metadata.Name}", pod.Metadata.Namespace, pod.Metadata.Name)
        {
            Addresses = Addresses(pod),
            Network = context.Network,
            Tunnel = Tunnels.Of(pod.Metadata),
            TrustDomain = context.NamedTrustDomain,
            ServiceAccount = pod.ServiceAccount,
            Waypoint = context.Waypoint,
            ApplicationTunnel = context.ApplicationTunnel,
            Node = pod.NodeName,
            UsesHostNetwork = pod.UsesHostNetwork,
            ClusterId = context.ClusterId,
            Locality = context.Locality,
            Canonical = CanonicalName.Of(pod.Metadata.Labels, owner),
            WorkloadName = owner,
            IsHealthy = pod.IsReady && !pod.Metadata.IsDeleting,
            Services = context.Services,
            Policies = context.Policies,
        };
    }

    public static bool IsCallable(Pod pod) => !pod.HasEnded && !pod.Addresses.IsEmpty;

    /// <summary>The ports of a service in a pod. A named port that the pod does not have is left out.</summary>
    public static WorkloadService PortsIn(Pod pod, ServiceBackend service)
    {
        List<PortMapping> ports = new(service.Ports.Count);
        foreach (BackendPort port in service.Ports)
        {
            int target = port.Target.IsNamed ? FindPort(pod, port) : port.Target.Number;
            if (target != 0)
            {
                ports.Add(new PortMapping(port.Port, target));
            }
        }

        return new WorkloadService(service.Name, ports.ToValueList());
    }

    private static int FindPort(Pod pod, BackendPort wanted)
    {
        foreach (ContainerPort port in pod.Ports)
        {
            if (port.Name == wanted.Target.Name && port.Protocol == wanted.Protocol)
            {
                return port.Port;
            }
        }

        return 0;
    }

    private static ValueList<IpAddress> Addresses(Pod pod)
    {
        List<IpAddress> addresses = new(pod.Addresses.Count);
        foreach (string text in pod.Addresses)
        {
            if (IpAddress.TryParse(text, out IpAddress address))
            {
                addresses.Add(address);
            }
        }

        return addresses.ToValueList();
    }
}
