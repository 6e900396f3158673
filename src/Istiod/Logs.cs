using Istio.Core.Logging;

namespace Istiod;

/// <summary>The log scopes of istiod, by the names that <c>--log_output_level</c> takes. Those of the shared libraries are theirs.</summary>
internal static class Logs
{
    public static readonly LogScope Ads = LogScope.Get("ads", "ads debugging");

    public static readonly LogScope Authority = LogScope.Get("pkica", "Citadel CA log");

    public static readonly LogScope CertificateService = LogScope.Get("serverca", "Citadel server log");

    public static readonly LogScope Controllers = LogScope.Get("controllers", "common controller logic");

    public static readonly LogScope Default = LogScope.Get("default", "Unscoped logging messages.");

    public static readonly LogScope Files = LogScope.Get("file", "configuration files");

    public static readonly LogScope Grpc = LogScope.Get("grpc", "web server and gRPC library");

    public static readonly LogScope RootRotation = LogScope.Get("rootcertrotator", "Self-signed CA root cert rotator log");

    public static readonly LogScope Security = LogScope.Get("security", "security debugging");

    public static readonly LogScope Sources = LogScope.Get("sources", "sources of objects");

    public static readonly LogScope Tables = LogScope.Get("krt", "derived tables");

    public static readonly LogScope TrustBundle = LogScope.Get("trustBundle", "Workload mTLS trust bundle logs");
}
