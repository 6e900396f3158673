using System.Net;
using Istio.Security.Tokens;
using Istiod.Debug;
using Istiod.Settings;
using Istiod.Tests.Authority;
using Microsoft.AspNetCore.Http;

namespace Istiod.Tests.Debug;

/// <summary>Callers from another machine, with real tokens.</summary>
public sealed class RemoteDebugAccessTests
{
    [Fact]
    public async Task Nobody_in_particular_is_refused() => Assert.Equal(DebugAccess.Unauthenticated, await DecideAsync(caller: null, "syncz"));

    [Fact]
    public async Task This_machine_is_not_asked() => Assert.Equal(DebugAccess.Everything, await DecideAsync(caller: null, "syncz", address: "::ffff:127.0.0.1"));

    [Theory]
    [InlineData("istio-system", "syncz", 200)]
    [InlineData("shop", "syncz", 403)]
    [InlineData("shop", "config_dump", 200)]
    public async Task A_token_opens_what_its_namespace_may_see(string ns, string page, int status) =>
        Assert.Equal(status, (await DecideAsync(new ServiceAccountClaims(ns, "web", new BoundPod("p", "u", "n")), page)).Status);

    [Fact]
    public async Task The_switch_opens_everything_to_any_identity() =>
        Assert.Equal(DebugAccess.Everything, await DecideAsync(new ServiceAccountClaims("shop", "web", new BoundPod("p", "u", "n")), "syncz", ("ENABLE_DEBUG_ENDPOINT_AUTH", "false")));

    [Fact]
    public async Task Without_authentication_nobody_elsewhere_passes() =>
        Assert.Equal(DebugAccess.Unauthenticated, await DecideAsync(new ServiceAccountClaims("istio-system", "web", new BoundPod("p", "u", "n")), "syncz", ("XDS_AUTH", "false")));

    private static async Task<DebugAccess> DecideAsync(ServiceAccountClaims? caller, string page, (string Name, string Value) variable = default, string address = "203.0.113.1")
    {
        await using var authority = await RunningAuthority.StartAsync();
        var settings = IstiodSettings.Read(["--configDir", "/c"], name => name == variable.Name ? variable.Value : null);
        var context = new DefaultHttpContext { Connection = { RemoteIpAddress = IPAddress.Parse(address) } };
        if (caller is not null)
        {
            context.Request.Headers.Authorization = $"Bearer {authority.Token(caller)}";
        }

        return await new DebugAuthorization(authority.Host.Callers, settings.Debug, settings.Discovery.Authenticates, () => "istio-system").DecideAsync(context, page);
    }
}
