using Istio.Core.Net;
using Ztunnel.State;

namespace Ztunnel.Proxy.Routing;

/// <summary>
/// Picks one endpoint of a service: the best locality rank, then random by capacity. One pass and no allocation, whatever the number
/// of endpoints.
/// </summary>
internal static class EndpointPicker
{
    /// <summary>False when no endpoint can take the connection.</summary>
    public static bool TryPick(MeshState state, Workload source, Service service, ushort port, PortRule rule, Random random, out PickedEndpoint picked)
    {
        picked = default;
        if (rule == PortRule.MustBeDefined && !service.Ports.Has(port))
        {
            return false;
        }

        var bestRank = -1;
        var totalWeight = 0L;
        foreach (var endpoint in state.EndpointsOf(service.Key).Values)
        {
            if (state.WorkloadByUid(endpoint.WorkloadUid) is not { } workload
                || !IsUsable(workload, source, endpoint, service)
                || TargetPort(service, endpoint, workload, port, rule) is not (> 0 and var target)
                || Rank(service.LoadBalancer, source, workload) is not (>= 0 and var rank)
                || rank < bestRank)
            {
                continue;
            }

            if (rank > bestRank)
            {
                bestRank = rank;
                totalWeight = 0;
            }

            // Weighted reservoir: after the last endpoint each was kept with probability capacity / total.
            totalWeight += workload.Capacity;
            if (workload.Capacity > 0 && random.NextInt64(totalWeight) < workload.Capacity)
            {
                picked = new(workload, target);
            }
        }

        return totalWeight > 0;
    }

    /// <summary>
    /// The address of a workload to connect to: the asked one if it is the workload's, else one of the service's families, preferring
    /// the asked family.
    /// </summary>
    public static bool TryChooseAddress(Workload workload, IpFamilies families, IpAddress asked, out IpAddress address)
    {
        address = default;
        foreach (var candidate in workload.Addresses.AsSpan())
        {
            if (candidate == asked)
            {
                address = candidate;
                return true;
            }

            if (families.Accepts(candidate) && (address.IsNone || (address.Length != asked.Length && candidate.Length == asked.Length)))
            {
                address = candidate;
            }
        }

        return !address.IsNone;
    }

    private static bool IsUsable(Workload workload, Workload source, Endpoint endpoint, Service service)
    {
        if (endpoint.Status == HealthStatus.Unhealthy && service.LoadBalancer?.HealthPolicy != HealthPolicy.AllowAll)
        {
            return false;
        }

        var reachable = !workload.Addresses.IsEmpty || workload.Hostname.Length > 0;
        return reachable || (workload.Network != source.Network && workload.NetworkGateway is not null);
    }

    private static ushort TargetPort(Service service, Endpoint endpoint, Workload workload, ushort port, PortRule rule)
    {
        if (endpoint.Ports.TargetOf(port) is > 0 and var own)
        {
            return own;
        }

        if (service.Ports.TargetOf(port) is > 0 and var common)
        {
            return common;
        }

        return rule == PortRule.TunnelMayTakeIt && workload.ApplicationTunnel is not null ? port : (ushort)0;
    }

    /// <summary>How well an endpoint's locality suits; -1 excludes it.</summary>
    private static int Rank(LoadBalancer? loadBalancer, Workload source, Workload workload)
    {
        if (loadBalancer is null || loadBalancer.Mode is not (LoadBalancerMode.Strict or LoadBalancerMode.Failover))
        {
            return 0;
        }

        var scopes = loadBalancer.RoutingPreference.AsSpan();
        var matching = 0;
        while (matching < scopes.Length && Matches(scopes[matching], source, workload))
        {
            matching++;
        }

        return loadBalancer.Mode == LoadBalancerMode.Strict && matching < scopes.Length ? -1 : matching;
    }

    private static bool Matches(LocalityScope scope, Workload source, Workload workload) => scope switch
    {
        LocalityScope.Region => source.Locality.Region == workload.Locality.Region,
        LocalityScope.Zone => source.Locality.Zone == workload.Locality.Zone,
        LocalityScope.Subzone => source.Locality.Subzone == workload.Locality.Subzone,
        LocalityScope.Node => source.Node == workload.Node,
        LocalityScope.Cluster => source.ClusterId == workload.ClusterId,
        _ => source.Network == workload.Network,
    };
}
