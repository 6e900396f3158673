using Istioctl.Playground.Observation;
using Istioctl.Playground.Scenery;

namespace Istioctl.Playground.Claims;

/// <summary>Pages are fetched; then both ends of every connection that they needed must have logged mutual TLS between the right two identities.</summary>
internal sealed class MutualTlsEverywhere : Claim
{
    private const int Pages = 24;

    private static readonly (string Caller, string Called)[] Edges =
    [
        ("bookinfo-gateway-istio", "productpage-v1"),
        ("productpage-v1", "details-v1"),
        ("productpage-v1", "reviews-v1"),
        ("productpage-v1", "reviews-v2"),
        ("productpage-v1", "reviews-v3"),
        ("reviews-v2", "ratings-v1"),
        ("reviews-v3", "ratings-v1"),
    ];

    public override string Name => "mutual-tls";

    public override string Statement => "All connections are mutual TLS, and both ends know each other by the right identity.";

    public override async Task<Evidence> CheckAsync(Scene scene, CancellationToken cancellation)
    {
        var start = scene.AccessLog.Position;
        for (var page = 0; page < Pages; page++)
        {
            var outcome = await scene.Gateway.GetAsync(Scene.PageUrl, cancellation);
            if (!outcome.Succeeded)
            {
                return Evidence.Against($"Page {page + 1} of {Pages} failed: {outcome}.");
            }
        }

        var missing = await MissingEdgeAsync(scene, start, cancellation);
        var lines = scene.AccessLog.Since(start);
        if (lines.Select(line => Fault(scene, line)).FirstOrDefault(fault => fault is not null) is { } fault)
        {
            return Evidence.Against(fault);
        }

        if (missing is not null)
        {
            return Evidence.Against(missing);
        }

        if (await ClearTextInMetricsAsync(scene, cancellation) is { } clear)
        {
            return Evidence.Against(clear);
        }

        return Evidence.For(
            $"{lines.Count} log lines of both ends of {Edges.Length} pairs, and the counters of both ztunnels, show nothing else.",
            new Dictionary<string, double> { ["connections"] = lines.Count / 2 });
    }

    /// <summary>Load is spread at random, so a version of reviews may need some more pages to be met.</summary>
    private static async Task<string?> MissingEdgeAsync(Scene scene, long start, CancellationToken cancellation)
    {
        foreach (var (caller, called) in Edges)
        {
            foreach (var side in new[] { Direction.Outbound, Direction.Inbound })
            {
                bool Matches(AccessLogLine line) =>
                    line.Direction == side && line.SourceWorkload == caller && line.DestinationWorkload == called;
                for (var attempt = 0; await scene.AccessLog.WaitForAsync(start, Matches, TimeSpan.FromMilliseconds(500), cancellation) is null; attempt++)
                {
                    if (attempt == 20)
                    {
                        return $"The {side.ToString().ToLowerInvariant()} side never logged a connection from {caller} to {called}.";
                    }

                    await scene.Gateway.GetAsync(Scene.PageUrl, cancellation);
                }
            }
        }

        return null;
    }

    private static string? Fault(Scene scene, AccessLogLine line)
    {
        var what = $"{line.SourceWorkload} to {line.DestinationWorkload} ({line.Direction.ToString().ToLowerInvariant()})";
        if (line.Error is not null)
        {
            return $"{what} ended with: {line.Error}.";
        }

        if (!line.IsMutualTls)
        {
            return $"{what} was no mutual TLS.";
        }

        if (scene.IdentityOf(line.SourceAddress) is { } caller && caller != line.SourceIdentity)
        {
            return $"{what}: the caller is {caller} and was taken for {line.SourceIdentity}.";
        }

        if (scene.IdentityOf(line.HboneAddress) is { } called && called != line.DestinationIdentity)
        {
            return $"{what}: the called workload is {called} and was taken for {line.DestinationIdentity}.";
        }

        return null;
    }

    private static async Task<string?> ClearTextInMetricsAsync(Scene scene, CancellationToken cancellation)
    {
        foreach (var ztunnel in scene.Ztunnels)
        {
            var page = await ztunnel.ReadMetricsAsync(cancellation);
            MetricSample[] opened = [.. page.Named("istio_tcp_connections_opened_total")];
            if (opened.Length == 0)
            {
                return $"{ztunnel.Program.Name} has counted no connection.";
            }

            if (opened.FirstOrDefault(sample => sample.Value > 0 && sample["connection_security_policy"] != "mutual_tls") is { } clear)
            {
                return $"{ztunnel.Program.Name} has counted a connection from {clear["source_workload"]} to {clear["destination_workload"]} that was no mutual TLS.";
            }
        }

        return null;
    }
}
