using System.Net;
using System.Text.Json;
using Grpc.Core;
using Istio.Core.Identity;
using Istio.Core.Metrics;
using Istio.Core.Names;
using Istiod.Debug;
using Istiod.Discovery;
using Istiod.Settings;
using Istiod.Tests.Authority;
using Microsoft.AspNetCore.Builder;

namespace Istiod.Tests.Debug;

/// <summary>What a debug page more costs: a part that brings it, and no line of istiod.</summary>
public sealed class PageGrowthTests
{
    [Fact]
    public async Task A_page_of_a_new_part_is_found_over_http_with_its_query()
    {
        await using var authority = await RunningAuthority.StartAsync();
        await using var web = await ServeAsync(authority);
        using var client = new HttpClient();
        var address = new Uri(Assert.Single(web.Urls));

        Assert.Equal("""{"proxy":"a","namespace":null}""", await client.GetStringAsync(new Uri(address, "/debug/tidez?proxyID=a"), TestContext.Current.CancellationToken));
        Assert.Contains("\"tidez\"", await client.GetStringAsync(new Uri(address, "/debug/list"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Contains("When the water rises", await client.GetStringAsync(new Uri(address, "/debug"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        using var refused = await client.GetAsync(new Uri(address, "/debug/tidez"), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
    }

    [Fact]
    public void It_is_found_over_xds_by_those_who_may_see_it()
    {
        using var server = new DiscoveryServer(new DiscoveryMetrics(new MetricRegistry()), TimeProvider.System);
        var debug = new XdsDebug(server, new DebugPages(new Tides()), "istio-system");

        var answer = Assert.Single(debug.Answer(Identity("istio-system"), TypeUrls.Debug, ["tidez?proxyID=a"]));

        Assert.Equal("tidez?proxyID=a", answer.Name);
        var refused = Assert.Throws<RpcException>(() => debug.Answer(Identity("shop"), TypeUrls.Debug, ["tidez?proxyID=a"]));
        Assert.Equal(StatusCode.PermissionDenied, refused.StatusCode);
    }

    [Fact]
    public void Two_parts_cannot_bring_one_page() => Assert.Throws<ArgumentException>(static () => new DebugPages(new Tides(), new Tides()));

    private static SpiffeId Identity(string ns) => SpiffeId.TryParse($"spiffe://cluster.local/ns/{ns}/sa/tool", out var id) ? id : throw new InvalidOperationException();

    private static async Task<WebApplication> ServeAsync(RunningAuthority authority)
    {
        var settings = IstiodSettings.Read(["--configDir", "/c"], static _ => null);
        var authorization = new DebugAuthorization(authority.Host.Callers, settings.Debug, settings.Discovery.Authenticates, static () => "istio-system");
        var web = WebApplication.CreateSlimBuilder().Build();
        web.Urls.Add("http://127.0.0.1:0");
        new DebugEndpoints(new DebugPages(new Tides()), authorization).Map(web);
        await web.StartAsync(TestContext.Current.CancellationToken);
        return web;
    }

    private sealed class Tides : IDebugPages
    {
        public IReadOnlyList<DebugPage> Pages => [new("tidez", "When the water rises", Write)];

        private static PageFailure? Write(DebugQuery query, Utf8JsonWriter json)
        {
            if (query.ProxyId.Length == 0)
            {
                return new PageFailure(400, "proxyID is missing");
            }

            json.WriteStartObject();
            json.WriteString("proxy", query.ProxyId);
            json.WriteString("namespace", query.Access.Namespace);
            json.WriteEndObject();
            return null;
        }
    }
}
