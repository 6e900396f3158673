using System.Net;
using Istio.Core.Names;
using Istioctl.Playground.Observation;

namespace Istioctl.Playground.Scenery;

/// <summary>The ztunnel of one node.</summary>
internal sealed class Ztunnel(SceneNode node, MeshProgram program)
{
    public SceneNode Node => node;

    public MeshProgram Program => program;

    private Uri Metrics => new($"http://{Stats(node)}/metrics");

    public static IPEndPoint Readiness(SceneNode node) => new(node.Address, Ports.ProxyReadiness);

    public static IPEndPoint Stats(SceneNode node) => new(node.Address, Ports.ProxyStats);

    public async Task<MetricsPage> ReadMetricsAsync(CancellationToken cancellation) =>
        MetricsPage.Parse(await WebPage.ReadAsync(Metrics, cancellation));

    /// <summary>Whether its metrics can be read yet.</summary>
    public async Task<bool> CountsAsync(CancellationToken cancellation) => await WebPage.TryReadAsync(Metrics, cancellation) is not null;

    /// <summary>What istiod has sent to it since its start.</summary>
    public async Task<double> ReceivedBytesAsync(CancellationToken cancellation) =>
        (await ReadMetricsAsync(cancellation)).Sum("istio_xds_message_bytes_total");
}
