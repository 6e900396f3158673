using Istio.Core.Net;
using Ztunnel.Proxy.Telemetry;
using Ztunnel.Tests.Proxy;

namespace Ztunnel.Tests.Telemetry;

/// <summary>Repeated refusals of one peer are gathered, and none goes uncounted.</summary>
public sealed class RefusalLogTests
{
    private const string DenyClient =
        "[{name: no-client, namespace: shop, scope: Namespace, action: Deny, rules: [[[{principals: [!Exact cluster.local/ns/shop/sa/client]}]]]}]";

    private static readonly LogCapture Log = LogCapture.Instance;
    private static int _next = Random.Shared.Next(1 << 16);

    private readonly PeriodClock _clock = new();
    private readonly IpAddress _peer = IpAddress.Parse($"10.99.{Interlocked.Increment(ref _next) % 250}.{Random.Shared.Next(1, 250)}");

    [Fact]
    public async Task A_denied_peer_that_tries_again_and_again_gets_few_lines_and_a_count()
    {
        const int Tries = 150;
        var mesh = await LoopbackMesh.StartAsync(DenyClient);
        var address = $"{mesh.Server}:";
        try
        {
            for (var i = 0; i < Tries; i++)
            {
                using var client = await mesh.ConnectAsync("server", 80);
                Assert.Equal(2, client.Reply);
            }

            Assert.Equal(Tries, MetricsText.Sum(mesh.Right.Metrics, "istio_tcp_connections_closed_total", ("reporter", "destination"), ("response_flags", "DENY")));
        }
        finally
        {
            await mesh.DisposeAsync(); // tells what is gathered
        }

        foreach (var direction in new[] { "inbound", "outbound" })
        {
            var lines = Log.AccessLines(address).Where(line => line.Contains($"direction=\"{direction}\"", StringComparison.Ordinal)).ToList();
            var gathered = lines.Where(line => line.Contains("refusals gathered", StringComparison.Ordinal)).Select(LogCapture.Fields).ToList();
            Assert.All(gathered, line => Assert.Equal("spiffe://cluster.local/ns/shop/sa/client", line["src.identity"]));
            Assert.All(gathered, line => Assert.Contains(direction == "inbound" ? "shop/no-client" : "401", line["error"], StringComparison.Ordinal));
            Assert.NotEmpty(gathered);
            Assert.True(lines.Count < Tries / 2, $"{lines.Count} lines");
            Assert.Equal(Tries, lines.Count - gathered.Count + gathered.Sum(line => int.Parse(line["count"], System.Globalization.CultureInfo.InvariantCulture)));
        }
    }

    [Fact]
    public void A_period_ends_with_its_count_and_the_next_begins_with_lines()
    {
        using var log = new RefusalLog(_clock);
        Assert.Equal(RefusalLog.LinesPerPeriod, Refuse(log, 1000, port: 80));
        Assert.Empty(Gathered());

        _clock.Advance(RefusalLog.Period);

        var line = LogCapture.Fields(Assert.Single(Gathered()));
        Assert.Equal(($"{1000 - RefusalLog.LinesPerPeriod}", $"{_peer}:80", "10000ms", "denied"), (line["count"], line["dst.addr"], line["duration"], line["error"]));
        Assert.Equal(RefusalLog.LinesPerPeriod, Refuse(log, 100, port: 80));
    }

    [Fact]
    public void Few_refusals_are_never_gathered()
    {
        using var log = new RefusalLog(_clock);
        for (var period = 0; period < 5; period++)
        {
            Assert.Equal(RefusalLog.LinesPerPeriod, Refuse(log, RefusalLog.LinesPerPeriod, port: 80));
            _clock.Advance(RefusalLog.Period);
        }

        Assert.Empty(Gathered());
    }

    /// <summary>A peer that asks for another port each time has no more lines for it.</summary>
    [Fact]
    public void The_kinds_of_one_peer_are_bounded()
    {
        var log = new RefusalLog(_clock);
        var admitted = 0;
        for (var port = 1; port <= 5000; port++)
        {
            admitted += Refuse(log, 1, (ushort)port);
        }

        log.Dispose();

        Assert.InRange(admitted, RefusalLog.MaxKinds, RefusalLog.MaxKinds + RefusalLog.LinesPerPeriod);
        var line = LogCapture.Fields(Assert.Single(Gathered()));
        Assert.Equal($"{5000 - admitted}", line["count"]);
        Assert.False(line.ContainsKey("dst.addr"));
    }

    private int Refuse(RefusalLog log, int count, ushort port)
    {
        var admitted = 0;
        for (var i = 0; i < count; i++)
        {
            admitted += log.Admits(new(_peer, null), new(Cause.BadRequest, Reporter.Destination, new(_peer, port)), "denied") ? 1 : 0;
        }

        return admitted;
    }

    private IReadOnlyList<string> Gathered() => Log.AccessLines($"src.ip={_peer} ");
}
