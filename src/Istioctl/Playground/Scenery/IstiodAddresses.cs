using System.Net;
using Istio.Core.Names;

namespace Istioctl.Playground.Scenery;

/// <summary>Where the playground's istiod listens.</summary>
internal sealed class IstiodAddresses(LoopbackNetwork network)
{
    /// <summary>The name in its certificate.</summary>
    public const string HostName = "istiod.istio-system.svc";

    public IPEndPoint Http { get; } = new(network.Istiod, Ports.ControlPlaneHttp);

    public IPEndPoint Grpc { get; } = new(network.Istiod, Ports.Grpc);

    public IPEndPoint SecureGrpc { get; } = new(network.Istiod, Ports.SecureGrpc);

    public IPEndPoint Monitoring { get; } = new(network.Istiod, Ports.Monitoring);

    public IEnumerable<IPEndPoint> All => [Http, Grpc, SecureGrpc, Monitoring];

    public Uri Readiness => new($"http://{Http}/ready");

    public Uri Page(string path) => new($"http://{Monitoring}{path}");
}
