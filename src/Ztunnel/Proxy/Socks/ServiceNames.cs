using Ztunnel.State;

namespace Ztunnel.Proxy.Socks;

/// <summary>Finds the service that a workload means by a host name, short Kubernetes names included.</summary>
internal static class ServiceNames
{
    /// <summary>
    /// Exact names before wildcards, the longest of these first. A short name of a Kubernetes Service means that Service, unless the caller's own namespace
    /// gives the name
    /// to something else: no other namespace can.
    /// </summary>
    /// <param name="callerNamespace">Completes short names, and decides between services with the same host name.</param>
    /// <param name="domain">Domain of the cluster, the end of every Service's name.</param>
    public static Service? Find(MeshState state, string host, string callerNamespace, string domain)
    {
        var name = host.TrimEnd('.').ToLowerInvariant();
        var full = Complete(name, callerNamespace, domain);
        return FindExact(state, name, full, callerNamespace)
            ?? FindWildcard(state, name, callerNamespace, domain)
            ?? (full is null ? null : FindWildcard(state, full, callerNamespace, domain));
    }

    private static Service? FindExact(MeshState state, string name, string? full, string callerNamespace)
    {
        var asWritten = Best(state.ServicesNamed(name).AsSpan(), callerNamespace);
        return full is null || asWritten?.Namespace == callerNamespace
            ? asWritten
            : Best(state.ServicesNamed(full).AsSpan(), callerNamespace) ?? asWritten;
    }

    private static Service? FindWildcard(MeshState state, string name, string callerNamespace, string domain)
    {
        var home = NamespaceOf(name, domain);
        for (var dot = name.IndexOf('.', StringComparison.Ordinal); dot >= 0; dot = name.IndexOf('.', dot + 1))
        {
            if (Best(state.ServicesNamed($"*{name[dot..]}").AsSpan(), callerNamespace, home) is { } service)
            {
                return service;
            }
        }

        return null;
    }

    /// <summary>That of the caller's namespace, else the first.</summary>
    /// <param name="home">If given, services of other namespaces than this and the caller's do not count.</param>
    private static Service? Best(ReadOnlySpan<Service> services, string callerNamespace, string? home = null)
    {
        Service? best = null;
        foreach (var service in services)
        {
            if (service.Namespace == callerNamespace)
            {
                return service;
            }

            best ??= home is null || service.Namespace == home ? service : null;
        }

        return best;
    }

    /// <summary>The namespace that a name below the Services' domain belongs to; null for other names.</summary>
    private static string? NamespaceOf(string name, string domain)
    {
        var suffix = $".svc.{domain}";
        if (!name.EndsWith(suffix, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var rest = name[..^suffix.Length];
        return rest[(rest.LastIndexOf('.') + 1)..];
    }

    /// <summary>The full name of a Service that is called by a short one; null when the name is none.</summary>
    private static string? Complete(string name, string callerNamespace, string domain) => name.Count('.') switch
    {
        0 => $"{name}.{callerNamespace}.svc.{domain}",
        1 => $"{name}.svc.{domain}",
        2 when name.EndsWith(".svc", StringComparison.Ordinal) => $"{name}.{domain}",
        _ => null,
    };
}
