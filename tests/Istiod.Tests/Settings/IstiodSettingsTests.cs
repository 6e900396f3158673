using System.Net;
using Istiod.Settings;

namespace Istiod.Tests.Settings;

public sealed class IstiodSettingsTests
{
    [Fact]
    public void Defaults_are_those_of_Istio()
    {
        var settings = Read("--configDir", "/config");

        Assert.Equal((8080, 15014, 15010, 15012), (settings.Http!.Port, settings.Monitoring!.Port, settings.Grpc!.Port, settings.SecureGrpc!.Port));
        Assert.Equal(IPAddress.IPv6Any, settings.Http.Address);
        Assert.Equal((TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(10)), (settings.DebounceAfter, settings.DebounceMax));
        Assert.Equal(("istio-system", "cluster.local", "Kubernetes"), (settings.Namespace, settings.Domain, settings.ClusterId));
        Assert.Equal(Math.Min(15 + (5 * Environment.ProcessorCount), 100), settings.PushThrottle);
        Assert.True(settings is { Authenticates: true, AuthenticatesPlaintext: false, ChecksIdentity: true, DebugByNamespace: true, UsesAllocatedAddresses: true });
    }

    [Fact]
    public void Flags_come_in_both_forms_and_win_over_variables()
    {
        var settings = IstiodSettings.Read(
            ["--configDir=/config", "-n", "system", "--grpcAddr", "127.0.0.1:0", "--log_as_json"], name => name == "POD_NAMESPACE" ? "other" : null);

        Assert.Equal("system", settings.Namespace);
        Assert.Equal(new IPEndPoint(IPAddress.Loopback, 0), settings.Grpc);
        Assert.True(settings.LogAsJson);
    }

    [Fact]
    public void An_empty_address_does_not_listen() => Assert.Null(Read("--configDir", "/config", "--secureGRPCAddr", "").SecureGrpc);

    [Theory]
    [InlineData("--configDir is missing")]
    [InlineData("--kubeconfig: configuration from a Kubernetes API server is not supported yet", "--configDir", "/c", "--kubeconfig", "/k")]
    [InlineData("--registries is 'Kubernetes'", "--configDir", "/c", "--registries", "Kubernetes")]
    [InlineData("--httpAddr is 'x', expected ADDRESS:PORT or :PORT", "--configDir", "/c", "--httpAddr", "x")]
    [InlineData("--shutdownDuration is 'soon', expected a duration such as 30s", "--configDir", "/c", "--shutdownDuration", "soon")]
    [InlineData("flag --configDir needs a value", "--configDir")]
    [InlineData("unexpected argument 'x'", "x")]
    public void What_cannot_be_had_is_refused_by_name(string message, params string[] flags) =>
        Assert.StartsWith(message, Assert.Throws<SettingsException>(() => Read(flags)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_variable_that_cannot_be_read_is_named()
    {
        var error = Assert.Throws<SettingsException>(() => IstiodSettings.Read(["--configDir", "/c"], name => name == "PILOT_DEBOUNCE_AFTER" ? "fast" : null));

        Assert.Contains("PILOT_DEBOUNCE_AFTER", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Allocated_addresses_can_be_left_out() =>
        Assert.False(IstiodSettings.Read(["--configDir", "/c"], name => name == "PILOT_ENABLE_IP_AUTOALLOCATE" ? "false" : null).UsesAllocatedAddresses);

    [Fact]
    public void Bounds_of_the_operator_are_read_and_a_bound_of_nothing_is_refused()
    {
        Assert.True(Read("--configDir", "/c") is { MaxMessageSize: null, MaxStreamsPerConnection: 100_000 });
        Assert.Equal(1000, IstiodSettings.Read(["--configDir", "/c"], name => name == "ISTIO_GPRC_MAXRECVMSGSIZE" ? "1000" : null).MaxMessageSize);
        Assert.Equal(7, IstiodSettings.Read(["--configDir", "/c"], name => name == "ISTIO_GPRC_MAXSTREAMS" ? "7" : null).MaxStreamsPerConnection);
        var error = Assert.Throws<SettingsException>(() => IstiodSettings.Read(["--configDir", "/c"], name => name == "ISTIO_GPRC_MAXSTREAMS" ? "0" : null));
        Assert.Equal("environment variable ISTIO_GPRC_MAXSTREAMS is '0', expected a number above 0", error.Message);
    }

    [Fact]
    public void Unknown_flags_are_taken_and_reported() => Assert.Equal(["ctrlz_port", "vklog"], Read("--configDir", "/c", "--vklog", "--ctrlz_port", "1").IgnoredFlags);

    private static IstiodSettings Read(params string[] flags) => IstiodSettings.Read(flags, _ => null);
}
