using Istio.Core.Names;

namespace Ztunnel.State;

/// <summary>
/// Which of several services or workloads a name or an address means. It depends on what they are alone: every proxy decides the same, whatever arrived first.
/// The first in order counts.
/// </summary>
internal static class Precedence
{
    /// <summary>
    /// Of one name or address: the one whose host name is that of its own namespace in a cluster (a Kubernetes Service's is, and no other's should be), then
    /// the one
    /// that the control plane marked, then by namespace and host name.
    /// </summary>
    public static int Compare(Service left, Service right)
    {
        var order = IsAtHome(right).CompareTo(IsAtHome(left));
        order = order != 0 ? order : right.IsCanonical.CompareTo(left.IsCanonical);
        order = order != 0 ? order : string.CompareOrdinal(left.Namespace, right.Namespace);
        return order != 0 ? order : string.CompareOrdinal(left.Hostname, right.Hostname);
    }

    /// <summary>Of one address: real pods before others, then those that take HBONE, those that are healthy, and by uid.</summary>
    public static int Compare(Workload left, Workload right)
    {
        var order = Rank(right).CompareTo(Rank(left));
        order = order != 0 ? order : left.Status.CompareTo(right.Status);
        return order != 0 ? order : string.CompareOrdinal(left.Uid, right.Uid);
    }

    private static int Rank(Workload workload) =>
        (WorkloadUid.Of(workload.Uid).IsPod ? 2 : 0) + (workload.Protocol == TunnelProtocol.Hbone ? 1 : 0);

    /// <summary><c>NAME.NAMESPACE.svc.DOMAIN</c>, with its own namespace.</summary>
    private static bool IsAtHome(Service service)
    {
        var host = service.Hostname.AsSpan();
        var dot = host.IndexOf('.');
        return dot > 0
            && host[(dot + 1)..].StartsWith(service.Namespace, StringComparison.OrdinalIgnoreCase)
            && host[(dot + 1 + service.Namespace.Length)..].StartsWith(".svc.", StringComparison.OrdinalIgnoreCase);
    }
}
