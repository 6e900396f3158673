using System.Buffers;
using System.Text;
using Istio.Core.Metrics;

namespace Istio.Core.Tests.Metrics;

public sealed class MetricRegistryTests
{
    [Fact]
    public void Istiod_writes_a_counter_under_its_own_name_from_its_first_use_on()
    {
        var registry = new MetricRegistry();
        var pushes = registry.Counter("pilot_xds_pushes", "Pilot build and send errors for lds, rds, cds and eds.", "type");
        Assert.Equal("", Text(registry, MetricFormat.Prometheus));
        pushes.With("wds").Add(3);
        Assert.Equal(
            "# HELP pilot_xds_pushes Pilot build and send errors for lds, rds, cds and eds.\n# TYPE pilot_xds_pushes counter\npilot_xds_pushes{type=\"wds\"} 3\n",
            Text(registry, MetricFormat.Prometheus));
    }

    [Fact]
    public void Ztunnel_writes_every_family_and_marks_samples_of_counters()
    {
        var registry = new MetricRegistry(openMetricsSuffix: true);
        registry.CounterWithUnit("istio_xds_message_bytes", "Total number of bytes received (unstable).", "bytes", "url").With("u").Add(1);
        registry.Counter("istio_on_demand_dns", "The total number of requests that used on-demand DNS (unstable).");
        Assert.Equal(
            """
            # HELP istio_xds_message_bytes Total number of bytes received (unstable).
            # TYPE istio_xds_message_bytes counter
            # UNIT istio_xds_message_bytes bytes
            istio_xds_message_bytes_total{url="u"} 1
            # HELP istio_on_demand_dns The total number of requests that used on-demand DNS (unstable).
            # TYPE istio_on_demand_dns counter
            # EOF

            """,
            Text(registry, MetricFormat.Prometheus));
    }

    [Fact]
    public void A_histogram_counts_upwards_and_a_bound_belongs_to_its_bucket()
    {
        var registry = new MetricRegistry();
        var time = registry.Histogram("t", "time", [0.1, 1]).With();
        time.Observe(0.1);
        time.Observe(0.5);
        time.Observe(7);
        Assert.Equal(
            """
            # HELP t time
            # TYPE t histogram
            t_bucket{le="0.1"} 1
            t_bucket{le="1"} 2
            t_bucket{le="+Inf"} 3
            t_sum 7.6
            t_count 3

            """,
            Text(registry, MetricFormat.Prometheus));
    }

    [Fact]
    public void Label_values_cannot_break_out_of_their_quotes()
    {
        var registry = new MetricRegistry();
        registry.Gauge("g", "gauge", "a").With("x\"y\\z\n").Set(1.5);
        Assert.Contains("g{a=\"x\\\"y\\\\z\\n\"} 1.5\n", Text(registry, MetricFormat.Prometheus), StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_registered_twice_is_refused()
    {
        var registry = new MetricRegistry();
        registry.Gauge("g", "gauge");
        Assert.Throws<ArgumentException>(() => registry.Counter("g", "again"));
    }

    private static string Text(MetricRegistry registry, MetricFormat format)
    {
        var writer = new ArrayBufferWriter<byte>();
        registry.Write(writer, format);
        return Encoding.UTF8.GetString(writer.WrittenSpan);
    }
}
