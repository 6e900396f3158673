using Istio.Core.Logging;

namespace Ztunnel;

/// <summary>The log scopes of ztunnel, by the names that <c>RUST_LOG</c> and <c>/logging</c> take. Those of the shared libraries are theirs.</summary>
internal static class Logs
{
    public static readonly LogScope Access = LogScope.Get("access", "One line for each connection");

    public static readonly LogScope Admin = LogScope.Get("admin", "administration, metrics and readiness ports");

    public static readonly LogScope Program = LogScope.Get("ztunnel", "start and stop of the program");

    public static readonly LogScope Proxy = LogScope.Get("proxy", "listeners and connections");

    public static readonly LogScope Rbac = LogScope.Get("rbac", "decisions of layer 4 policies");

    public static readonly LogScope Readiness = LogScope.Get("readiness", "start-up tasks");

    public static readonly LogScope State = LogScope.Get("state", "the state of the mesh");

    public static readonly LogScope Tls = LogScope.Get("tls", "certificates and trust of mesh connections");

    public static readonly LogScope Xds = LogScope.Get("xds", "xDS client");
}
