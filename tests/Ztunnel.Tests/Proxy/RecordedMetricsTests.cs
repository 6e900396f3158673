using Istio.Testing;

namespace Ztunnel.Tests.Proxy;

/// <summary>Names, types, help texts and labels against what Istio's ztunnel printed.</summary>
public sealed class RecordedMetricsTests
{
    /// <summary>Families of the DNS proxy, which this version does not have.</summary>
    private static readonly string[] NotDone = ["istio_dns_"];

    /// <summary>Families of our own.</summary>
    private static readonly string[] Own = ["istio_authz_dry_run_decisions", "istio_log_lines_dropped", "ztunnel_accept_pauses"];

    [Fact]
    public async Task Every_family_is_described_as_Istio_does()
    {
        var recorded = File.ReadAllLines(RepositoryPaths.RequireConformance("metrics-recorded", "ztunnel-client.metrics.txt"));
        await using var mesh = await LoopbackMesh.StartAsync();

        var ours = MetricsText.Samples(mesh.Left.Metrics);

        Assert.Equal(Descriptions(recorded, NotDone), Descriptions(ours, Own));
    }

    [Fact]
    public async Task A_connections_labels_are_Istios_in_their_order()
    {
        var recorded = File.ReadAllLines(RepositoryPaths.RequireConformance("metrics-recorded", "ztunnel-client.metrics.txt"));
        await using var mesh = await LoopbackMesh.StartAsync();
        using var client = await mesh.ConnectAsync("server", 80);
        await client.ExchangeAsync("x"u8.ToArray());

        var ours = await Eventually.GetAsync(
            () => MetricsText.Samples(mesh.Left.Metrics).FirstOrDefault(line => line.StartsWith("istio_tcp_connections_closed_total", StringComparison.Ordinal)),
            line => line is not null);

        Assert.Equal(Labels(recorded.First(line => line.StartsWith("istio_tcp_connections_closed_total", StringComparison.Ordinal))), Labels(ours!));
    }

    private static IEnumerable<string> Descriptions(IEnumerable<string> lines, string[] except) =>
        lines.Where(line => line.StartsWith('#') && !except.Any(name => line.Contains(name, StringComparison.Ordinal)));

    private static IEnumerable<string> Labels(string sample) => sample[(sample.IndexOf('{') + 1)..sample.LastIndexOf('}')]
        .Split("\",")
        .Select(pair => pair[..pair.IndexOf('=')]);
}
