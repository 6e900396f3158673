using Istio.Core.Logging;

namespace Istio.Kubernetes;

/// <summary>The log scopes of the library.</summary>
internal static class Logs
{
    public static readonly LogScope Kube = LogScope.Get("kube", "Kubernetes client");

    public static readonly LogScope Leases = LogScope.Get("leader", "leader election");
}
