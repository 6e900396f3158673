using System.Collections.Immutable;
using Ztunnel.Policies;

namespace Ztunnel.State;

/// <summary>Applies one batch of changes to a <see cref="MeshState"/> and keeps its indexes true. Used by one thread, thrown away after <see cref="Build"/>.</summary>
internal sealed class MeshStateBuilder(MeshState start)
{
    private readonly ImmutableDictionary<string, Workload>.Builder _workloads = start.Workloads.ToBuilder();
    private readonly ImmutableDictionary<NamespacedHostname, Service>.Builder _services = start.Services.ToBuilder();
    private readonly ImmutableDictionary<NamespacedHostname, ImmutableDictionary<string, Endpoint>>.Builder _endpoints = start.Endpoints.ToBuilder();
    private readonly ImmutableDictionary<NetworkAddress, ImmutableArray<Workload>>.Builder _byAddress = start.WorkloadsByAddress.ToBuilder();
    private readonly ImmutableDictionary<NetworkAddress, ImmutableArray<Service>>.Builder _byVip = start.ServicesByVip.ToBuilder();
    private readonly ImmutableDictionary<string, ImmutableArray<Service>>.Builder _byHostname = start.ServicesByHostname.ToBuilder();
    private CompiledPolicies _policies = start.Policies;

    public void Put(Workload workload)
    {
        RemoveWorkload(workload.Uid);
        _workloads[workload.Uid] = workload;
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
            Insert(_byAddress, new(workload.Network, address), workload, Precedence.Compare);
        }
    }

    public void Put(Service service)
    {
        RemoveService(service.Key);
        _services[service.Key] = service;
        Insert(_byHostname, MeshState.HostKey(service.Hostname), service, Precedence.Compare);
        foreach (var vip in service.Vips)
        {
            Insert(_byVip, vip, service, Precedence.Compare);
        }
    }

    public void Put(AuthorizationPolicy policy) => _policies = _policies.With(policy);

    public void RemovePolicy(string key) => _policies = _policies.Without(key);

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
        Workloads = _workloads.ToImmutable(),
        Services = _services.ToImmutable(),
        Endpoints = _endpoints.ToImmutable(),
        WorkloadsByAddress = _byAddress.ToImmutable(),
        ServicesByVip = _byVip.ToImmutable(),
        ServicesByHostname = _byHostname.ToImmutable(),
        Policies = _policies,
    };

    private void RemoveWorkload(string uid)
    {
        if (!_workloads.Remove(uid, out var previous))
        {
            return;
        }

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
            Remove(_byAddress, new(previous.Network, address), previous);
        }
    }

    private void RemoveService(NamespacedHostname key)
    {
        if (!_services.Remove(key, out var previous))
        {
            return;
        }

        Remove(_byHostname, MeshState.HostKey(previous.Hostname), previous);
        foreach (var vip in previous.Vips)
        {
            Remove(_byVip, vip, previous);
        }
    }

    private static void Insert<TKey, T>(ImmutableDictionary<TKey, ImmutableArray<T>>.Builder index, TKey key, T value, Comparison<T> order)
        where TKey : notnull
    {
        var values = index.GetValueOrDefault(key, []);
        var at = values.Length;
        while (at > 0 && order(values[at - 1], value) > 0)
        {
            at--;
        }

        index[key] = values.Insert(at, value);
    }

    private static void Remove<TKey, T>(ImmutableDictionary<TKey, ImmutableArray<T>>.Builder index, TKey key, T value)
        where TKey : notnull
        where T : class
    {
        if (!index.TryGetValue(key, out var values))
        {
            return;
        }

        var rest = values.RemoveAll(candidate => ReferenceEquals(candidate, value));
        if (rest.IsEmpty)
        {
            index.Remove(key);
        }
        else
        {
            index[key] = rest;
        }
    }
}
