using Istio.Core.Names;
using Istio.Core.Net;
using Istio.Core.Values;
using Istio.Model.Kinds.Core.Pods;
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

        var name = WorkloadNames.Of(pod.Metadata);
        return new MeshWorkload(WorkloadUid.Pod(context.ClusterId, pod.Metadata.Namespace, pod.Metadata.Name), pod.Metadata.Namespace, pod.Metadata.Name)
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
            Canonical = CanonicalName.Of(pod.Metadata.Labels, name),
            WorkloadName = name,
            IsHealthy = pod.IsReady && !pod.Metadata.IsDeleting,
            Services = context.Services,
            Policies = context.Policies,
        };
    }

    public static bool IsCallable(Pod pod) => !pod.HasEnded && !pod.Addresses.IsEmpty;

    /// <summary>
    /// The ports of a service in a pod. A named target port that the pod does not have is left out. A ServiceEntry names no target ports: the pod's port of the
    /// service port's name counts there, else its number.
    /// </summary>
    public static WorkloadService PortsIn(Pod pod, ServiceBackend service)
    {
        var ports = new WorkloadPorts(service.Ports.Count);
        foreach (var port in service.Ports)
        {
            ports.Add(port, service.IsKubernetes
                ? port.Target.IsNamed ? FindPort(pod, port.Target.Name) : port.Target.Number
                : FindPort(pod, port.Name) is > 0 and var own ? own : port.Target.Number);
        }

        return ports.Of(service.Name);
    }

    private static int FindPort(Pod pod, string name)
    {
        foreach (var port in pod.Ports)
        {
            if (port.Name == name && port.Protocol == BackendPort.Tcp)
            {
                return port.Port;
            }
        }

        return 0;
    }

    private static ValueList<IpAddress> Addresses(Pod pod)
    {
        var addresses = new List<IpAddress>(pod.Addresses.Count);
        foreach (var text in pod.Addresses)
        {
            if (IpAddress.TryParse(text, out var address))
            {
                addresses.Add(address);
            }
        }

        return addresses.ToValueList();
    }
}
