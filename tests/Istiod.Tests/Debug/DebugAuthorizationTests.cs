using System.Text.Json;
using Istio.Core.Identity;
using Istio.Testing;
using Istiod.Debug;

namespace Istiod.Tests.Debug;

public sealed class DebugAuthorizationTests
{
    [Fact]
    public void Callers_elsewhere_get_the_recorded_answers()
    {
        using var index = JsonDocument.Parse(File.ReadAllText(RepositoryPaths.RequireConformance("debug-recorded", "index.json")));
        var compared = 0;
        foreach (var request in index.RootElement.EnumerateArray().Where(request => request.GetProperty("from").GetString() == "elsewhere"))
        {
            var path = request.GetProperty("path").GetString()!;
            if (!request.TryGetProperty("identity", out var identity) || path == "/debug/nosuch")
            {
                continue;
            }

            compared++;
            Assert.Equal((path, identity, request.GetProperty("status").GetInt32()), (path, identity, Status(identity.GetString()!, path)));
        }

        Assert.True(compared > 20);
    }

    [Fact]
    public void A_workload_sees_its_own_namespace_only() =>
        Assert.Equal(DebugAccess.Only("shop"), DebugAuthorization.Decide("shop", "istio-system", "config_dump"));

    [Fact]
    public void The_privilege_moves_with_the_root_namespace()
    {
        Assert.Equal(DebugAccess.Everything, DebugAuthorization.Decide("mesh-root", "mesh-root", "configz"));
        Assert.Equal(DebugAccess.Forbidden, DebugAuthorization.Decide("istio-system", "mesh-root", "configz"));
    }

    // The recorded proxy is in namespace shop: to others it does not exist.
    private static int Status(string identity, string path)
    {
        var page = new Uri($"http://x{path}").AbsolutePath["/debug/".Length..];
        var ns = SpiffeId.TryParse(identity, out var id) ? id.Namespace : null;
        var access = DebugAuthorization.Decide(ns, "istio-system", page);
        return access is { Status: 200, Namespace: { } only } && only != "shop" ? 404 : access.Status;
    }
}
