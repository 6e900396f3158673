using Istio.Api.Workload;
using Istio.Model.Workloads;
using ApplicationTunnel = Istio.Model.Waypoints.ApplicationTunnel;

namespace Istio.Translation.Ambient;

/// <summary>A workload as the <c>istio.workload.Workload</c> that ztunnel receives.</summary>
public static class WorkloadMessages
{
    public static Workload Build(MeshWorkload workload)
    {
        var message = new Workload
        {
            Uid = workload.Uid.Text,
            Name = workload.Name,
            Namespace = workload.Namespace,
            Hostname = workload.Hostname,
            Network = workload.Network,
            NetworkGateway = GatewayAddresses.Build(workload.NetworkGateway),
            TunnelProtocol = workload.Tunnel == Model.Workloads.TunnelProtocol.None ? Api.Workload.TunnelProtocol.None : Api.Workload.TunnelProtocol.Hbone,
            NativeTunnel = workload.Tunnel == Model.Workloads.TunnelProtocol.NativeHbone,
            TrustDomain = workload.TrustDomain,
            ServiceAccount = workload.ServiceAccount,
            Waypoint = GatewayAddresses.Build(workload.Waypoint),
            ApplicationTunnel = Build(workload.ApplicationTunnel),
            Node = workload.Node,
            NetworkMode = workload.UsesHostNetwork ? NetworkMode.HostNetwork : NetworkMode.Standard,
            ClusterId = workload.ClusterId,
            Locality = Build(workload.Locality),
            CanonicalName = workload.Canonical.Name,
            CanonicalRevision = workload.Canonical.Revision,
            WorkloadName = workload.WorkloadName,
            WorkloadType = workload.WorkloadName.Length > 0 ? WorkloadType.Pod : WorkloadType.Deployment,
            Status = workload.IsHealthy ? WorkloadStatus.Healthy : WorkloadStatus.Unhealthy,
            Capacity = workload.Capacity > 0 ? (uint)workload.Capacity : null,
        };
        AddLists(workload, message);
        return message;
    }

    private static void AddLists(MeshWorkload workload, Workload message)
    {
        foreach (var address in workload.Addresses)
        {
            message.Addresses.Add(AddressBytes.Of(address));
        }

        foreach (var policy in workload.Policies)
        {
            message.AuthorizationPolicies.Add(policy);
        }

        // In the order of names: equal workloads must make equal bytes.
        foreach (var service in workload.Services)
        {
            message.Services.Add(service.Name.ToString(), Build(service));
        }
    }

    private static PortList Build(WorkloadService service)
    {
        var list = new PortList();
        foreach (var port in service.Ports)
        {
            list.Ports.Add(new Port { ServicePort = (uint)port.ServicePort, TargetPort = (uint)port.TargetPort });
        }

        return list;
    }

    private static Api.Workload.Locality? Build(Model.Workloads.Locality locality) =>
        locality.IsKnown ? new Api.Workload.Locality { Region = locality.Region, Zone = locality.Zone, Subzone = locality.Subzone } : null;

    private static Api.Workload.ApplicationTunnel? Build(ApplicationTunnel? tunnel) => tunnel is null
        ? null
        : new Api.Workload.ApplicationTunnel
        {
            Protocol = tunnel.UsesProxyProtocol ? Api.Workload.ApplicationTunnel.Types.Protocol.Proxy : Api.Workload.ApplicationTunnel.Types.Protocol.None,
            Port = (uint)tunnel.Port,
        };
}
