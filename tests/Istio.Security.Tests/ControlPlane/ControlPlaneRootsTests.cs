using Istio.Security.ControlPlane;

namespace Istio.Security.Tests.ControlPlane;

public sealed class ControlPlaneRootsTests
{
    [Fact]
    public void PEM_itself_is_accepted()
    {
        var bundle = TestAuthority.Root().Bundle;

        Assert.Equal(bundle, new ControlPlaneRoots(bundle.Pem).Read(out _));
    }

    [Fact]
    public void An_unusable_file_is_named()
    {
        Assert.Null(new ControlPlaneRoots("/nowhere/root-cert.pem").Read(out var error));
        Assert.StartsWith("root certificate /nowhere/root-cert.pem cannot be read", error, StringComparison.Ordinal);
    }

    [Fact]
    public void SYSTEM_means_the_machines_trust() => Assert.True(new ControlPlaneRoots("SYSTEM").IsSystem);
}
