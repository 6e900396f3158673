using System.Buffers;
using Istio.Core.Metrics;
using Istio.Http.Http1;

namespace Ztunnel.Admin;

/// <summary>Port 15020.</summary>
internal static class StatsPages
{
    private const string OpenMetrics = "application/openmetrics-text";

    public static Http1Response Answer(Http1Request request, MetricRegistry metrics)
    {
        if (request.Path is not ("/metrics" or "/stats/prometheus"))
        {
            return Http1Response.Text(404, "not found\n");
        }

        var isOpen = request.Fields.Get("accept")?.Contains(OpenMetrics, StringComparison.OrdinalIgnoreCase) == true;
        var text = new ArrayBufferWriter<byte>(16 * 1024);
        metrics.Write(text, isOpen ? MetricFormat.OpenMetrics : MetricFormat.Prometheus);
        return new Http1Response(
            200,
            isOpen ? $"{OpenMetrics};version=1.0.0; charset=utf-8" : "text/plain; version=0.0.4; charset=utf-8",
            text.WrittenMemory);
    }
}
