using Istio.Testing;
using Istioctl.Playground.Observation;

namespace Istioctl.Tests.Playground.Observation;

public sealed class MetricsPageTests
{
    [Fact]
    public void Samples_have_names_labels_and_values()
    {
        var page = MetricsPage.Parse("""
            # HELP hits_total All hits.
            # TYPE hits_total counter
            hits_total{path="/a,b}",text="say \"hi\""} 3
            hits_total{path="/c"} 4 1700000000
            plain 1.5
            # EOF

            """);
        Assert.Equal(7, page.Sum("hits_total"));
        var first = page.Named("hits_total").First();
        Assert.Equal("/a,b}", first["path"]);
        Assert.Equal("say \"hi\"", first["text"]);
        Assert.Equal("", first["missing"]);
        Assert.Equal(1.5, page.Sum("plain"));
        Assert.Equal(0, page.Sum("nothing"));
    }

    [Fact]
    public void The_page_of_the_original_is_understood()
    {
        var page = MetricsPage.Parse(File.ReadAllText(RepositoryPaths.RequireConformance("metrics-recorded", "ztunnel-server.metrics.txt")));
        var opened = Assert.Single(page.Named("istio_tcp_connections_opened_total"));
        Assert.Equal("mutual_tls", opened["connection_security_policy"]);
        Assert.Equal(2, opened.Value);
    }
}
