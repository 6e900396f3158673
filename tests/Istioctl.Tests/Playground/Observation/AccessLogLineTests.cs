using Istio.Testing;
using Istioctl.Playground.Observation;

namespace Istioctl.Tests.Playground.Observation;

public sealed class AccessLogLineTests
{
    private const string Complete =
        "2026-11-24T15:52:05.334160Z\tinfo\taccess\tconnection complete\tsrc.addr=127.77.1.12:35074 src.workload=\"productpage-v1\" src.namespace=\"default\" "
        + "src.identity=\"spiffe://cluster.local/ns/default/sa/bookinfo-productpage\" dst.addr=127.77.2.12:15008 dst.hbone_addr=127.77.2.12:9080 "
        + "dst.service=\"details.default.svc.cluster.local\" dst.workload=\"details-v1\" dst.namespace=\"default\" "
        + "dst.identity=\"spiffe://cluster.local/ns/default/sa/bookinfo-details\" direction=\"inbound\" bytes_sent=5 bytes_recv=6 duration=\"12ms\"";

    [Fact]
    public void A_finished_tunnel_logs_both_ends_and_their_identities()
    {
        var line = AccessLogLine.TryParse(Complete)!;
        Assert.Equal(Direction.Inbound, line.Direction);
        Assert.Equal("productpage-v1", line.SourceWorkload);
        Assert.Equal("spiffe://cluster.local/ns/default/sa/bookinfo-productpage", line.SourceIdentity);
        Assert.Equal("127.77.2.12:9080", line.HboneAddress);
        Assert.Equal("details-v1", line.DestinationWorkload);
        Assert.Equal(TimeSpan.FromMilliseconds(12), line.Duration);
        Assert.True(line.IsMutualTls);
        Assert.Equal(VerdictKind.Allowed, line.Verdict.Kind);
    }

    [Fact]
    public void A_connection_without_identities_is_no_mutual_tls()
    {
        var line = AccessLogLine.TryParse("2026-11-24T15:52:05Z\tinfo\taccess\tconnection complete\tsrc.addr=1.2.3.4:5 dst.addr=1.2.3.5:80 direction=\"outbound\"")!;
        Assert.False(line.IsMutualTls);
        Assert.Equal(Direction.Outbound, line.Direction);
    }

    [Theory]
    [InlineData("connection closed due to policy rejection: explicitly denied by: default/no-curl", "Denied", "default/no-curl")]
    [InlineData("connection closed due to policy rejection: allow policies exist, but none allowed", "Denied", null)]
    [InlineData("connection closed due to policy change", "Closed", null)]
    [InlineData("connection failed: Connection refused", "Failed", null)]
    public void The_error_names_how_a_connection_ended(string error, string kind, string? policy)
    {
        var line = AccessLogLine.TryParse($"{Complete} error=\"{error}\"")!;
        Assert.Equal(kind, line.Verdict.Kind.ToString());
        Assert.Equal(policy, line.Verdict.Policy);
    }

    [Theory]
    [InlineData("2026-11-24T15:52:02.142122Z\tinfo\tapp\tproxy mode enabled\t")]
    [InlineData("2026-11-24T15:52:02.142122Z\tdebug\taccess\tconnection opened\tsrc.addr=1.2.3.4:5")]
    [InlineData("ipv6Enabled: false")]
    [InlineData("")]
    public void Other_lines_are_passed_over(string line) => Assert.Null(AccessLogLine.TryParse(line));

    [Fact]
    public void Quotes_and_backslashes_in_a_field_are_unescaped() =>
        Assert.Equal("a \"b\" \\c", LogFields.Parse("""error="a \"b\" \\c" next=1""")["error"]);

    [Fact]
    public void The_lines_of_the_original_are_understood()
    {
        var log = RepositoryPaths.RequireConformance("metrics-recorded", "ztunnel-server.log");
        AccessLogLine[] lines = [.. File.ReadLines(log).Select(AccessLogLine.TryParse).OfType<AccessLogLine>()];
        Assert.Equal(2, lines.Length);
        Assert.All(lines, line => Assert.True(line.IsMutualTls));
    }
}
