using Istio.Core.Settings;
using Istiod.Authority;
using Istiod.Settings;

namespace Istiod.Tests.Authority;

public sealed class AuthoritySettingsTests
{
    [Fact]
    public void Istios_defaults_hold_when_nothing_is_set()
    {
        var settings = Read();

        Assert.Equal("./etc/cacerts", settings.RootCaDirectory);
        Assert.Equal(TimeSpan.FromDays(3650), settings.SelfSignedLifetime);
        Assert.Equal(TimeSpan.FromHours(24), settings.DefaultWorkloadLifetime);
        Assert.Equal(TimeSpan.FromDays(90), settings.LongestWorkloadLifetime);
        Assert.Equal(20, settings.RootGracePercentile);
        Assert.True(settings.RootCheckJitter);
        Assert.Equal("Kubernetes", settings.ClusterId);
        Assert.Equal(["istio-pilot.istio-system.svc", "istiod-remote.istio-system.svc", "istiod.istio-system.svc"], settings.ServingNames);
        Assert.Equal(settings, new AuthoritySettings { ServingNames = settings.ServingNames });
    }

    [Fact]
    public void Istios_names_are_read()
    {
        var settings = Read(
            ("MAX_WORKLOAD_CERT_TTL", "48h"),
            ("CA_TRUSTED_NODE_ACCOUNTS", "istio-system/ztunnel, kube-system/ztunnel"),
            ("ISTIO_MULTIROOT_MESH", "true"),
            ("POD_NAMESPACE", "mesh"),
            ("REVISION", "canary"),
            ("ISTIOD_CUSTOM_HOST", "localhost,127.0.0.1"));

        Assert.Equal(TimeSpan.FromHours(48), settings.LongestWorkloadLifetime);
        Assert.Equal(["istio-system/ztunnel", "kube-system/ztunnel"], settings.TrustedNodeAccounts);
        Assert.True(settings.MultiRoot);
        Assert.Equal(
            ["127.0.0.1", "istio-pilot.mesh.svc", "istiod-canary.mesh.svc", "istiod-remote.mesh.svc", "istiod.mesh.svc", "localhost"], settings.ServingNames);
    }

    [Theory]
    [InlineData("-n")]
    [InlineData("--namespace")]
    public void The_serving_certificate_is_for_the_namespace_of_the_flag(string flag)
    {
        string[] names = ["istio-pilot.other.svc", "istiod-remote.other.svc", "istiod.other.svc"];

        Assert.Equal(names, IstiodSettings.Read(["--configDir", "/c", flag, "other"], static _ => null).Authority.ServingNames);
        Assert.Equal(names, IstiodSettings.Read(["--configDir", "/c", flag, "other"], static name => name == "POD_NAMESPACE" ? "mesh" : null).Authority.ServingNames);
    }

    [Fact]
    public void The_cluster_is_that_of_the_flag() =>
        Assert.Equal("west", IstiodSettings.Read(["--configDir", "/c", "--clusterID", "west"], static name => name == "CLUSTER_ID" ? "east" : null).Authority.ClusterId);

    [Fact]
    public void What_cannot_be_read_names_the_variable_and_what_was_expected()
    {
        Assert.Equal(
            "environment variable MAX_WORKLOAD_CERT_TTL is '90d', expected a duration such as 24h or 90s",
            Assert.Throws<SettingsException>(() => Read(("MAX_WORKLOAD_CERT_TTL", "90d"))).Message);
        Assert.Equal(
            "environment variable ISTIO_MULTIROOT_MESH is 'yes', expected true or false",
            Assert.Throws<SettingsException>(() => Read(("ISTIO_MULTIROOT_MESH", "yes"))).Message);
    }

    private static AuthoritySettings Read(params (string Name, string Value)[] variables) =>
        IstiodSettings.Read(["--configDir", "/c"], name => Array.Find(variables, variable => variable.Name == name).Value).Authority;
}
