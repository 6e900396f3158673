using System.Collections.Immutable;
using Ztunnel.Policies;

namespace Ztunnel.State;

/// <summary>
/// Applies one batch of changes to a <see cref="MeshState"/> and keeps its indexes true. Used by one thread, thrown away after <see cref="Build"/>.
/// </summary>
internal sealed class MeshStateBuilder(MeshState start)
{
    private readonly ImmutableDictionary<string, Workload>.Builder _workloads = start.Workloads.ToBuilder();
    private readonly ImmutableDictionary<string, Workload>.Builder _ofNode = start.WorkloadsOfNode.ToBuilder();
    private readonly ImmutableDictionary<NamespacedHostname, Service>.Builder _services = start.Services.ToBuilder();
    private readonly ImmutableDictionary<NamespacedHostname, ImmutableDictionary<string, Endpoint>>.Builder _endpoints = start.Endpoints.ToBuilder();
    private readonly OwnersBuilder<NetworkAddress, Workload> _byAddress = new(start.WorkloadsByAddress, Precedence.Compare);
    private readonly OwnersBuilder<NetworkAddress, Service> _byVip = new(start.ServicesByVip, Precedence.Compare);
    private readonly OwnersBuilder<string, Service> _byHostname = new(start.ServicesByHostname, Precedence.Compare);
    private readonly CompiledPoliciesBuilder _policies = new(start.Policies);

    public void Put(Workload workload)
    {
        RemoveWorkload(workload.Uid);
        _workloads[workload.Uid] = workload;
        if (workload.Node == start.Node)
        {
            _ofNode[workload.Uid] = workload;
        }

        foreach (var (service, ports) in workload.Services)
        {
            var endpoints = _endpoints.GetValueOrDefault(service, ImmutableDictionary<string, Endpoint>.Empty);
            _endpoints[service] = endpoints.SetItem(workload.Uid, new(workload.Uid, ports, workload.Status));
        }

        if (workload.NetworkMode == NetworkMode.HostNetwork)
        {
            return; // its address is the node's: it identifies nobody
        }

        foreach (var address in workload.Addresses)
        {
            _byAddress.Add(new(workload.Network, address), workload);
        }
    }

    public void Put(Service service)
    {
        RemoveService(service.Key);
        _services[service.Key] = service;
        _byHostname.Add(MeshState.HostKey(service.Hostname), service);
        foreach (var vip in service.Vips)
        {
            _byVip.Add(vip, service);
        }
    }

    public void Put(AuthorizationPolicy policy) => _policies.Put(policy);

    public void RemovePolicy(string key) => _policies.Remove(key);

    /// <summary>Removes the workload or the service of this resource name; an unknown name is no error.</summary>
    public void RemoveAddress(string resourceName)
    {
        RemoveWorkload(resourceName);
        if (NamespacedHostname.TryParse(resourceName, out var service))
        {
            RemoveService(service);
        }
    }

    public MeshState Build() => new()
    {
        Node = start.Node,
        Workloads = _workloads.ToImmutable(),
        WorkloadsOfNode = _ofNode.ToImmutable(),
        Services = _services.ToImmutable(),
        Endpoints = _endpoints.ToImmutable(),
        WorkloadsByAddress = _byAddress.Build(),
        ServicesByVip = _byVip.Build(),
        ServicesByHostname = _byHostname.Build(),
        Policies = _policies.Build(),
    };

    private void RemoveWorkload(string uid)
    {
        if (!_workloads.Remove(uid, out var previous))
        {
            return;
        }

        _ofNode.Remove(uid);
        foreach (var service in previous.Services.Keys)
        {
            if (!_endpoints.TryGetValue(service, out var endpoints))
            {
                continue;
            }

            var rest = endpoints.Remove(uid);
            if (rest.IsEmpty)
            {
                _endpoints.Remove(service);
            }
            else
            {
                _endpoints[service] = rest;
            }
        }

        foreach (var address in previous.Addresses)
        {
            _byAddress.Remove(new(previous.Network, address), previous);
        }
    }

    private void RemoveService(NamespacedHostname key)
    {
        if (!_services.Remove(key, out var previous))
        {
            return;
        }

        _byHostname.Remove(MeshState.HostKey(previous.Hostname), previous);
        foreach (var vip in previous.Vips)
        {
            _byVip.Remove(vip, previous);
        }
    }
}
