using Istio.Core.Settings;
using Istio.Testing;
using Ztunnel.Settings;

namespace Ztunnel.Tests.Settings;

public sealed class SettingsReaderTests
{
    private readonly Dictionary<string, string> _environment = new()
    {
        ["PROXY_MODE"] = "dedicated",
        ["PROXY_WORKLOAD_INFO"] = "shop/reviews/reviews-sa",
    };

    private readonly Dictionary<string, string> _files = [];

    [Fact]
    public void Defaults_are_Istios()
    {
        var settings = Read();

        Assert.Equal(new ServedWorkload("shop", "reviews", "reviews-sa"), settings.Workload);
        Assert.Equal("https://localhost:15012/", settings.XdsAddress!.ToString());
        Assert.Equal("./var/run/secrets/istio/root-cert.pem", settings.XdsRoot);
        Assert.Null(settings.Token);
        Assert.Equal("Kubernetes", settings.ClusterId);
        Assert.Equal(2, settings.WorkerThreads);
        Assert.Equal(100, settings.PoolMaxStreams);
        Assert.Equal(TimeSpan.FromMinutes(5), settings.PoolUnusedTimeout);
        Assert.Equal((4194304, 16777216, 1048576), (settings.StreamWindow, settings.ConnectionWindow, settings.FrameSize));
        Assert.Equal(TimeSpan.FromSeconds(5), settings.TerminationDeadline);
        Assert.Equal("127.0.0.1:15000", settings.Admin.ToString());
        Assert.Equal("[::]:15020", settings.Stats.ToString());
        Assert.Equal("[::]:15021", settings.Readiness.ToString());
        Assert.Null(settings.PacketMark);
    }

    [Fact]
    public void The_mesh_file_gives_way_to_the_proxy_config_and_that_to_the_environment()
    {
        _files["./etc/istio/config/mesh"] = File.ReadAllText(RepositoryPaths.RequireConformance("ztunnel", "mesh_config.yaml"));
        _environment["PROXY_CONFIG"] = "statsPort: 15999\nconcurrency: 4\ndiscoveryAddress: istiod:15010\nproxyMetadata: {ISTIO_META_FOO: more}";
        _environment["ISTIO_META_FOOBAR"] = "own";
        _environment["XDS_ADDRESS"] = "http://127.0.0.1:15010";

        var settings = Read();

        Assert.Equal(15099, settings.Admin.Port);
        Assert.Equal(15999, settings.Stats.Port);
        Assert.Equal(4, settings.WorkerThreads);
        Assert.Equal("http://127.0.0.1:15010/", settings.XdsAddress!.ToString());
        Assert.Equal("https://istiod:15010/", settings.CaAddress!.ToString());
        Assert.Equal("more", settings.Metadata["FOO"]);
        Assert.Equal("own", settings.Metadata["FOOBAR"]);
    }

    [Theory]
    [InlineData("PROXY_MODE", "shared", "PROXY_MODE=shared")]
    [InlineData("PROXY_MODE", "sidecar", "PROXY_MODE=\"sidecar\": expected dedicated or standalone")]
    [InlineData("PROXY_WORKLOAD_INFO", "reviews", "PROXY_WORKLOAD_INFO=\"reviews\"")]
    [InlineData("XDS_ON_DEMAND", "true", "XDS_ON_DEMAND=true")]
    [InlineData("ISTIO_META_DNS_CAPTURE", "true", "ISTIO_META_DNS_CAPTURE=true")]
    [InlineData("COMPLIANCE_POLICY", "pqc", "COMPLIANCE_POLICY=pqc")]
    [InlineData("SECRET_TTL", "soon", "SECRET_TTL=\"soon\"")]
    [InlineData("POOL_MAX_STREAMS_PER_CONNECTION", "0", "POOL_MAX_STREAMS_PER_CONNECTION=\"0\"")]
    [InlineData("LOCAL_XDS_PATH", "/nowhere", "LOCAL_XDS_PATH: /nowhere does not exist")]
    [InlineData("LOG_FORMAT", "xml", "LOG_FORMAT=\"xml\"")]
    public void What_cannot_be_is_refused_by_name(string name, string value, string message)
    {
        _environment[name] = value;

        Assert.StartsWith(message, Assert.Throws<SettingsException>(Read).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stand_alone_proxy_needs_its_node_and_stays_on_loopback()
    {
        _environment["PROXY_MODE"] = "standalone";
        Assert.StartsWith("PROXY_MODE=standalone needs NODE_NAME", Assert.Throws<SettingsException>(Read).Message, StringComparison.Ordinal);

        _environment["NODE_NAME"] = "left";
        _environment["READINESS_PORT"] = "0";
        var settings = Read();

        Assert.Equal(ProxyMode.Standalone, settings.Mode);
        Assert.Equal("127.0.0.1:15020", settings.Stats.ToString());
        Assert.Equal("127.0.0.1:0", settings.Readiness.ToString());

        _environment["INSTANCE_IP"] = "127.9.0.1";
        Assert.Equal(("127.9.0.1:15020", "127.9.0.1:15000"), (Read().Stats.ToString(), Read().Admin.ToString()));
    }

    [Theory]
    [InlineData("30", 25)]
    [InlineData("8", 7)]
    [InlineData("0", 1)]
    public void The_drain_ends_before_the_grace_period_does(string grace, int seconds)
    {
        _environment["TERMINATION_GRACE_PERIOD_SECONDS"] = grace;

        Assert.Equal(TimeSpan.FromSeconds(seconds), Read().TerminationDeadline);
    }

    [Theory]
    [InlineData("150%", "4", 6)]
    [InlineData("10%", "4", 1)]
    [InlineData("3", "4", 3)]
    public void Threads_may_be_a_share_of_the_cpu_limit(string threads, string limit, int expected)
    {
        _environment["ZTUNNEL_WORKER_THREADS"] = threads;
        _environment["ZTUNNEL_CPU_LIMIT"] = limit;

        Assert.Equal(expected, Read().WorkerThreads);
    }

    [Theory]
    [InlineData("5m", 300)]
    [InlineData("1h 30m", 5400)]
    [InlineData("1500ms", 1.5)]
    [InlineData("2 days", 172800)]
    public void Durations_are_sums_of_numbers_with_units(string text, double seconds)
    {
        Assert.True(HumanDuration.TryParse(text, out var duration));
        Assert.Equal(seconds, duration.TotalSeconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("m")]
    [InlineData("5 fortnights")]
    [InlineData("99999999999999d")]
    public void Other_durations_are_refused(string text) => Assert.False(HumanDuration.TryParse(text, out _));

    private ZtunnelSettings Read() => new SettingsReader(_environment, _files.GetValueOrDefault).Read();
}
