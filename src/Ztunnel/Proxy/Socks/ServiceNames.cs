using Ztunnel.State;

namespace Ztunnel.Proxy.Socks;

/// <summary>Finds the service that a workload means by a host name, short Kubernetes names included.</summary>
internal static class ServiceNames
{
    /// <param name="callerNamespace">Completes short names, and decides between services with the same host name.</param>
    public static Service? Find(MeshState state, string host, string callerNamespace, string domain)
    {
        var name = host.TrimEnd('.').ToLowerInvariant();
        foreach (var candidate in Candidates(name, callerNamespace, domain))
        {
            var services = state.ServicesNamed(candidate);
            if (!services.IsEmpty)
            {
                return services.FirstOrDefault(service => service.Namespace == callerNamespace) ?? services[0];
            }
        }

        return null;
    }

    private static IEnumerable<string> Candidates(string name, string callerNamespace, string domain)
    {
        yield return name;
        switch (name.Count('.'))
        {
            case 0:
                yield return $"{name}.{callerNamespace}.svc.{domain}";
                break;
            case 1:
                yield return $"{name}.svc.{domain}";
                break;
            case 2 when name.EndsWith(".svc", StringComparison.Ordinal):
                yield return $"{name}.{domain}";
                break;
        }
    }
}
