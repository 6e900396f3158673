using System.Buffers;
using System.Net;
using Istio.Core.Metrics;
using Istiod.Discovery;

namespace Istiod.Serving;

/// <summary>Readiness, version and metrics.</summary>
internal sealed class OperatorEndpoints(DiscoveryServer server, MetricRegistry metrics, bool metricsForLocalhostOnly)
{
    public const string Version = "1.28.4";

    public void MapReadiness(IEndpointRouteBuilder endpoints) => endpoints.MapGet("/ready", Ready);

    public void MapMonitoring(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/metrics", WriteMetricsAsync);
        endpoints.MapGet("/version", static context => context.Response.WriteAsync($"{Version}-dotnet"));
    }

    private Task Ready(HttpContext context)
    {
        if (!server.IsReady)
        {
            Logs.Default.Warn("discovery is not ready");
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        }

        return Task.CompletedTask;
    }

    private async Task WriteMetricsAsync(HttpContext context)
    {
        if (metricsForLocalhostOnly && !(context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address)))
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        var text = new ArrayBufferWriter<byte>();
        metrics.Write(text, MetricFormat.Prometheus);
        context.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8; escaping=underscores";
        await context.Response.Body.WriteAsync(text.WrittenMemory, context.RequestAborted);
    }
}
