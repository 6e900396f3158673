using System.Net;
using Istio.Core.Settings;
using Istiod.Settings;

namespace Istiod.Tests.Settings;

public sealed class IstiodSettingsTests
{
    [Fact]
    public void Defaults_are_those_of_Istio()
    {
        var settings = Read();
        var (instance, registry, serving, discovery, debug) = (settings.Instance, settings.Registry, settings.Serving, settings.Discovery, settings.Debug);

        Assert.Equal((8080, 15014, 15010, 15012), (serving.Http!.Port, serving.Monitoring!.Port, serving.Grpc!.Port, serving.SecureGrpc!.Port));
        Assert.Equal(IPAddress.IPv6Any, serving.Http.Address);
        Assert.Equal((TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(10)), (registry.DebounceAfter, registry.DebounceMax));
        Assert.Equal(("istio-system", "cluster.local", "Kubernetes"), (instance.Namespace, registry.Domain, instance.ClusterId));
        Assert.Equal(("./etc/istio/config/mesh", false), (registry.MeshConfigFile, registry.NamesMeshConfig));
        Assert.Equal(
            (TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(10)), (serving.ShutdownDuration, serving.KeepaliveInterval, serving.KeepaliveTimeout));
        Assert.Equal(Math.Min(15 + (5 * Environment.ProcessorCount), 100), discovery.PushThrottle);
        Assert.Equal(discovery.PushThrottle, discovery.MaxStreamsPerSecond);
        Assert.True(discovery is { Authenticates: true, AuthenticatesPlaintext: false, ChecksIdentity: true, MaxStreamAge: null });
        Assert.True(debug is { ByNamespace: true, OnHttp: true });
        Assert.True(registry.UsesAllocatedAddresses);
    }

    [Fact]
    public void Flags_come_in_both_forms_and_win_over_variables()
    {
        var settings = IstiodSettings.Read(
            ["--configDir=/config", "-n", "system", "--grpcAddr", "127.0.0.1:0", "--log_as_json", "--keepaliveInterval=7s"],
            static name => name is "POD_NAMESPACE" ? "other" : name is "GRPC_KEEPALIVE_INTERVAL" or "GRPC_KEEPALIVE_TIMEOUT" ? "3s" : null);

        Assert.Equal("system", settings.Instance.Namespace);
        Assert.Equal(new IPEndPoint(IPAddress.Loopback, 0), settings.Serving.Grpc);
        Assert.True(settings.Log.AsJson);
        Assert.Equal((TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(3)), (settings.Serving.KeepaliveInterval, settings.Serving.KeepaliveTimeout));
    }

    [Fact]
    public void A_flag_may_set_what_its_default_leaves_open()
    {
        Assert.Equal(TimeSpan.FromMinutes(30), Read("--keepaliveMaxServerConnectionAge", "30m").Discovery.MaxStreamAge);
        Assert.True(Read("--meshConfig", "mesh.yaml").Registry is { MeshConfigFile: "mesh.yaml", NamesMeshConfig: true });
        Assert.True(Read("--log_target", "stderr").Log.ToStandardError);
    }

    [Fact]
    public void An_empty_address_does_not_listen() => Assert.Null(Read("--secureGRPCAddr", "").Serving.SecureGrpc);

    [Theory]
    [InlineData("no source of configuration: name an API server by --kubeconfig, run in a cluster, or give a folder of files by --configDir with --registries=")]
    [InlineData("no source of configuration", "--configDir", "/c", "--registries", "Kubernetes")]
    [InlineData("--registries is 'Consul', expected Kubernetes or nothing", "--configDir", "/c", "--registries", "Consul")]
    [InlineData("--httpAddr is 'x', expected ADDRESS:PORT or :PORT", "--configDir", "/c", "--httpAddr", "x")]
    [InlineData("--httpAddr is 'x:80', expected ADDRESS:PORT or :PORT, where ADDRESS is an IP address", "--configDir", "/c", "--httpAddr", "x:80")]
    [InlineData("--shutdownDuration is 'soon', expected a duration such as 30s", "--configDir", "/c", "--shutdownDuration", "soon")]
    [InlineData("--keepaliveMaxServerConnectionAge is '-1s', expected a duration such as 30s", "--configDir", "/c", "--keepaliveMaxServerConnectionAge", "-1s")]
    [InlineData("--log_target is 'file', expected stdout or stderr", "--configDir", "/c", "--log_target", "file")]
    [InlineData("flag --configDir needs a value", "--configDir")]
    [InlineData("unexpected argument 'x'", "x")]
    public void What_cannot_be_had_is_refused_by_name(string message, params string[] flags) =>
        Assert.StartsWith(message, Assert.Throws<SettingsException>(() => IstiodSettings.Read(flags, static _ => null)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(false, "", "", "--configDir", "/c")]
    [InlineData(false, "/k", "", "--configDir", "/c")]
    [InlineData(false, "/k", "10.0.0.1", "--configDir", "/c", "--registries=")]
    [InlineData(true, "", "10.0.0.1", "--configDir", "/c")]
    [InlineData(true, "", "10.0.0.1")]
    [InlineData(true, "/k", "")]
    [InlineData(true, "/k", "", "--configDir", "/c", "--registries", "Kubernetes")]
    [InlineData(true, "", "", "--kubeconfig", "/k")]
    [InlineData(true, "", "", "--configDir", "/c", "--kubeconfig", "/k")]
    public void An_API_server_is_read_where_somebody_asked_for_it(bool isRead, string kubeconfig, string serviceHost, params string[] flags)
    {
        var settings = IstiodSettings.Read(flags, name => name == "KUBECONFIG" ? kubeconfig : name == "KUBERNETES_SERVICE_HOST" ? serviceHost : null);

        Assert.Equal(isRead, settings.Registry.Cluster is not null);
    }

    [Fact]
    public void A_variable_that_cannot_be_read_is_named()
    {
        var error = Assert.Throws<SettingsException>(() => IstiodSettings.Read(["--configDir", "/c"], name => name == "PILOT_DEBOUNCE_AFTER" ? "fast" : null));

        Assert.Equal("environment variable PILOT_DEBOUNCE_AFTER is 'fast', expected a duration such as 24h or 90s", error.Message);
    }

    [Fact]
    public void Allocated_addresses_can_be_left_out() =>
        Assert.False(IstiodSettings.Read(["--configDir", "/c"], name => name == "PILOT_ENABLE_IP_AUTOALLOCATE" ? "false" : null).Registry.UsesAllocatedAddresses);

    [Fact]
    public void Bounds_of_the_operator_are_read_and_a_bound_of_nothing_is_refused()
    {
        Assert.True(Read().Serving is { MaxMessageSize: null, MaxStreamsPerConnection: 100_000 });
        Assert.Equal(1000, IstiodSettings.Read(["--configDir", "/c"], name => name == "ISTIO_GPRC_MAXRECVMSGSIZE" ? "1000" : null).Serving.MaxMessageSize);
        Assert.Equal(7, IstiodSettings.Read(["--configDir", "/c"], name => name == "ISTIO_GPRC_MAXSTREAMS" ? "7" : null).Serving.MaxStreamsPerConnection);
        var error = Assert.Throws<SettingsException>(() => IstiodSettings.Read(["--configDir", "/c"], name => name == "ISTIO_GPRC_MAXSTREAMS" ? "0" : null));
        Assert.Equal("environment variable ISTIO_GPRC_MAXSTREAMS is '0', expected a number above 0", error.Message);
    }

    [Fact]
    public void Unknown_flags_are_taken_and_reported() => Assert.Equal(["ctrlz_port", "httpsAddr", "vklog"], Read("--vklog", "--httpsAddr", ":1", "--ctrlz_port", "1").IgnoredFlags);

    [Fact]
    public void Variables_of_Istio_that_change_nothing_are_reported_by_name()
    {
        var variables = new Dictionary<string, string>
        {
            ["PILOT_HTTP10"] = "true",
            ["ENABLE_NATIVE_SIDECARS"] = "",
            ["CERT_SIGNER_DOMAIN"] = "secret",
            ["XDS_AUTH"] = "true",
            ["CLUSTER_ID"] = "east",
            ["HOME"] = "/root",
        };

        Assert.Equal(["CERT_SIGNER_DOMAIN", "PILOT_HTTP10"], IstiodSettings.Read(["--configDir", "/c", "--clusterID", "west"], variables.GetValueOrDefault).IgnoredVariables);
    }

    private static IstiodSettings Read(params string[] flags) => IstiodSettings.Read(["--configDir", "/config", .. flags], static _ => null);
}
