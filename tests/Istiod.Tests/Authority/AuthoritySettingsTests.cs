using Istiod.Authority;

namespace Istiod.Tests.Authority;

public sealed class AuthoritySettingsTests
{
    [Fact]
    public void Istios_defaults_hold_when_nothing_is_set()
    {
        AuthoritySettings settings = AuthoritySettings.Read(_ => null);

        Assert.Equal("./etc/cacerts", settings.RootCaDirectory);
        Assert.Equal(TimeSpan.FromDays(3650), settings.SelfSignedLifetime);
        Assert.Equal(TimeSpan.FromHours(24), settings.DefaultWorkloadLifetime);
        Assert.Equal(TimeSpan.FromDays(90), settings.LongestWorkloadLifetime);
        Assert.Equal(20, settings.RootGracePercentile);
        Assert.True(settings.RootCheckJitter);
        Assert.Equal(["istio-pilot.istio-system.svc", "istiod-remote.istio-system.svc", "istiod.istio-system.svc"], settings.ServingNames);
    }

    [Fact]
    public void Istios_names_are_read()
    {
        AuthoritySettings settings = Read(
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

    [Fact]
    public void What_cannot_be_read_names_the_variable_and_what_was_expected()
    {
        Assert.Equal(
            "environment variable MAX_WORKLOAD_CERT_TTL is '90d', expected a duration such as 24h or 90s",
            Assert.Throws<FormatException>(() => Read(("MAX_WORKLOAD_CERT_TTL", "90d"))).Message);
        Assert.Equal(
            "environment variable ISTIO_MULTIROOT_MESH is 'yes', expected true or false",
            Assert.Throws<FormatException>(() => Read(("ISTIO_MULTIROOT_MESH", "yes"))).Message);
    }

    private static AuthoritySettings Read(params (string Name, string Value)[] variables) =>
        AuthoritySettings.Read(name => Array.Find(variables, variable => variable.Name == name).Value);
}
