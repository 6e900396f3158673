using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Istio.Core.Names;
using Istio.Testing;
using Istiod.Serving;

namespace Istiod.Tests.Debug;

public sealed class DebugPageTests
{
    [Fact]
    public async Task Pages_about_clients_have_the_shape_of_the_recorded_ones()
    {
        await using var istiod = await RunningIstiod.StartAsync();
        using var client = istiod.Delta();
        await client.SubscribeAsync(TypeUrls.Address, RunningIstiod.NodeOf(metadata: [("CLUSTER_ID", "Kubernetes"), ("ISTIO_VERSION", "1.28.4")]));
        await client.NextAsync();

        using var ads = JsonDocument.Parse(await istiod.PageAsync("/debug/adsz"));
        using var recordedAds = JsonDocument.Parse(File.ReadAllText(RepositoryPaths.RequireConformance("debug-recorded", "pages", "adsz.json")));
        Assert.Equal(1, ads.RootElement.GetProperty("totalClients").GetInt32());
        var known = Keys(recordedAds.RootElement.GetProperty("clients")[0]);
        Assert.Subset(known, Keys(ads.RootElement.GetProperty("clients")[0]));
        Assert.StartsWith("ztunnel-a.istio-system-", ads.RootElement.GetProperty("clients")[0].GetProperty("connectionId").GetString(), StringComparison.Ordinal);

        using var sync = JsonDocument.Parse(await istiod.PageAsync("/debug/syncz"));
        using var recordedSync = JsonDocument.Parse(File.ReadAllText(RepositoryPaths.RequireConformance("debug-recorded", "pages", "syncz.json")));
        Assert.Subset(Keys(recordedSync.RootElement[0]), Keys(sync.RootElement[0]));
        Assert.Equal("ztunnel", sync.RootElement[0].GetProperty("proxy_type").GetString());
        var exchange = sync.RootElement[0].GetProperty("resources").GetProperty(TypeUrls.Address);
        Assert.NotEmpty(exchange.GetProperty("sent").GetString()!);
        Assert.Equal(["acked", "sent", "sentTime"], Keys(exchange).Order());
    }

    [Fact]
    public async Task A_broken_document_is_reported_with_file_line_and_path_beside_the_version_in_force()
    {
        await using var istiod = await RunningIstiod.StartAsync(static directory =>
        {
            directory.Write("config/c.yaml", SampleObjects.Policy("callers"));
            directory.Write("config/d.yaml", SampleObjects.Policy("others").Replace("rules:", "rulez:", StringComparison.Ordinal));
        });
        using var client = istiod.Delta();
        await client.SubscribeAsync(TypeUrls.Authorization);
        await client.NextAsync();
        istiod.Write("c.yaml", SampleObjects.Policy("callers").Replace("principals:", "principal:", StringComparison.Ordinal));
        istiod.Write("e.yaml", SampleObjects.Policy("marker"));
        await client.NextAsync();

        using var findings = JsonDocument.Parse(await istiod.PageAsync("/debug/findingsz"));
        var broken = findings.RootElement.EnumerateArray().Single(finding => finding.GetProperty("path").GetString() == "spec.rules[0].from[0].source.principal");
        Assert.Equal((Path.Combine(istiod.ConfigFolder, "c.yaml"), 13), (broken.GetProperty("file").GetString(), broken.GetProperty("line").GetInt32()));
        Assert.Contains(findings.RootElement.EnumerateArray(), finding => finding.GetProperty("path").GetString() == "spec.rulez");

        using var config = JsonDocument.Parse(await istiod.PageAsync("/debug/configz"));
        var objects = config.RootElement.EnumerateArray().ToDictionary(item => item.GetProperty("metadata").GetProperty("name").GetString()!);
        Assert.Equal(["callers", "marker"], objects.Keys.Order());
        Assert.True(objects["callers"].GetProperty("source").GetProperty("isLastGood").GetBoolean());
        Assert.NotEqual(0, objects["callers"].GetProperty("status").GetProperty("validationMessages").GetArrayLength());
        Assert.False(objects["marker"].TryGetProperty("status", out _));
        Assert.Contains("pilot_total_rejected_configs{", await istiod.PageAsync("/metrics"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Configuration_is_shown_as_Istio_shows_the_same_files()
    {
        var input = File.ReadAllText(RepositoryPaths.RequireConformance("debug-recorded", "input", "input.yaml"));
        await using var istiod = await RunningIstiod.StartAsync(directory => directory.Write("config/mesh.yaml", input));
        using var recorded = JsonDocument.Parse(File.ReadAllText(RepositoryPaths.RequireConformance("debug-recorded", "pages", "configz.json")));
        var ours = JsonNode.Parse(await istiod.PageAsync("/debug/configz"))!.AsArray().ToDictionary(KeyOf, item => item!);

        // The classes of gateways are made by a controller, and objects of the other kinds are not served yet.
        var shared = recorded.RootElement.EnumerateArray()
            .Select(item => JsonNode.Parse(item.GetRawText())!)
            .Where(item => KeyOf(item).Split(' ')[1] is "AuthorizationPolicy" or "PeerAuthentication" or "ServiceEntry")
            .ToArray();

        Assert.Equal(4, shared.Length);
        Assert.All(shared, expected =>
        {
            var shown = ours[KeyOf(expected)].DeepClone().AsObject();
            Assert.True(shown.Remove("source"));
            RemoveMessages(shown);
            // An API server dates what it stores; a file has no date unless somebody writes one.
            Assert.True(expected["metadata"]!.AsObject().Remove("creationTimestamp"));
            Assert.True(JsonNode.DeepEquals(expected, shown), shown.ToJsonString());
        });
    }

    [Fact]
    public async Task An_object_is_shown_whole_whatever_version_it_was_written_in()
    {
        const string Entry = """
            apiVersion: networking.istio.io/v1beta1
            kind: ServiceEntry
            metadata:
              name: pay
              namespace: shop
              creationTimestamp: "2025-01-31T12:00:00Z"
              labels: {team: a}
              annotations: {note: b}
            spec:
              hosts: [pay.example.com]
              ports: [{number: 443, name: tls, protocol: TLS}]
              resolution: DNS
            status:
              addresses: [{value: 240.240.0.1, host: pay.example.com}]
              validationMessages: [{level: INFO}]
            """;
        await using var istiod = await RunningIstiod.StartAsync(static directory => directory.Write("config/c.yaml", Entry));
        istiod.Write("c.yaml", Entry.Replace("hosts:", "hostz:", StringComparison.Ordinal));
        await istiod.UntilAsync("/debug/configz", static page => page.Contains("\"isLastGood\":true", StringComparison.Ordinal));

        var shown = JsonNode.Parse(await istiod.PageAsync("/debug/configz"))![0]!.AsObject();

        Assert.Equal(["kind", "apiVersion", "metadata", "spec", "status", "source"], shown.Select(property => property.Key));
        Assert.Equal("networking.istio.io/v1", shown["apiVersion"]!.GetValue<string>());
        const string Metadata = """
            {"name":"pay","namespace":"shop","labels":{"team":"a"},"annotations":{"note":"b"},"creationTimestamp":"2025-01-31T12:00:00Z"}
            """;
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Metadata), shown["metadata"]), shown.ToJsonString());
        Assert.Equal("pay.example.com", shown["spec"]!["hosts"]![0]!.GetValue<string>());
        Assert.Equal("240.240.0.1", shown["status"]!["addresses"]![0]!["value"]!.GetValue<string>());
        Assert.Contains("spec.hostz", shown["status"]!["validationMessages"]!.AsArray().Select(message => message!["path"]!.GetValue<string>()));
        Assert.DoesNotContain("INFO", shown.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_label_that_names_no_waypoint_is_found_where_it_is_written_and_counted()
    {
        const string Labelled = """
            apiVersion: v1
            kind: Namespace
            metadata:
              name: shop
              labels: {istio.io/use-waypoint: wp}

            """;
        const string Series = "istiod_config_findings{level=\"warning\",code=\"UnresolvedReference\"}";
        await using var istiod = await RunningIstiod.StartAsync(static directory => directory.Write("config/shop.yaml", Labelled));

        var finding = Assert.Single(JsonNode.Parse(await istiod.PageAsync("/debug/findingsz"))!.AsArray())!;
        Assert.Equal(("Namespace shop", "metadata.labels[istio.io/use-waypoint]"), (finding["resource"]!.GetValue<string>(), finding["path"]!.GetValue<string>()));
        Assert.Equal(("UnresolvedReference", "IST0101"), (finding["code"]!.GetValue<string>(), finding["type"]!["code"]!.GetValue<string>()));
        Assert.Equal(Path.Combine(istiod.ConfigFolder, "shop.yaml"), finding["file"]!.GetValue<string>());
        Assert.Contains("there is no Gateway shop/wp", finding["message"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Contains("there is no Gateway shop/wp", await istiod.PageAsync("/debug/configz"), StringComparison.Ordinal);
        Assert.Contains($"{Series} 1\n", await istiod.PageAsync("/metrics"), StringComparison.Ordinal);

        istiod.Write("shop.yaml", Labelled.Replace("wp", "none", StringComparison.Ordinal));

        await istiod.UntilAsync("/metrics", static page => page.Contains($"{Series} 0\n", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_dump_shows_what_a_proxy_is_meant_to_have_and_an_unknown_proxy_is_not_connected()
    {
        await using var istiod = await RunningIstiod.StartAsync(static directory => directory.Write("config/c.yaml", SampleObjects.Policy("callers")));
        using var client = istiod.Delta();
        await client.SubscribeAsync(TypeUrls.Authorization);
        await client.NextAsync();

        Assert.Contains("\"callers\"", await istiod.PageAsync("/debug/config_dump?proxyID=ztunnel-a"), StringComparison.Ordinal);
        using var unknown = await istiod.Web.GetAsync(istiod.Url(Listener.Monitoring, "/debug/config_dump?proxyID=nosuch"), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        Assert.Equal(
            "Proxy not connected to this Pilot instance. It may be connected to another instance.\n", await unknown.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        using var missing = await istiod.Web.GetAsync(istiod.Url(Listener.Monitoring, "/debug/config_dump"), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, missing.StatusCode);
    }

    [Fact]
    public async Task The_derived_tables_show_what_they_are_made_of()
    {
        await using var istiod = await RunningIstiod.StartAsync(static directory => directory.Write("config/c.yaml", SampleObjects.Policy("callers")));
        using var client = istiod.Delta();
        await client.SubscribeAsync(TypeUrls.Authorization);
        await client.NextAsync();

        using var page = JsonDocument.Parse(await istiod.PageAsync("/debug/tablez"));
        var table = page.RootElement.GetProperty("tables").EnumerateArray().Single(item => item.GetProperty("name").GetString() == "authorizations");
        Assert.Equal(1, table.GetProperty("rows").GetInt32());
        Assert.Equal(["policies"], table.GetProperty("from").EnumerateArray().Select(source => source.GetString()));
        Assert.Equal(0, page.RootElement.GetProperty("problems").GetArrayLength());
        Assert.StartsWith("digraph", page.RootElement.GetProperty("dot").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_port_serves_its_own_pages()
    {
        await using var istiod = await RunningIstiod.StartAsync();

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(istiod, Listener.Http, "/ready"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(istiod, Listener.Monitoring, "/ready"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(istiod, Listener.Monitoring, "/metrics"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(istiod, Listener.Http, "/metrics"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(istiod, Listener.Http, "/debug/list"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(istiod, Listener.Monitoring, "/debug"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(istiod, Listener.Monitoring, "/debug/nosuch"));
    }

    [Fact]
    public async Task Debug_pages_can_be_kept_off_the_http_port()
    {
        await using var istiod = await RunningIstiod.StartAsync(environment: ("ENABLE_DEBUG_ON_HTTP", "false"));

        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(istiod, Listener.Http, "/debug/list"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(istiod, Listener.Monitoring, "/debug/list"));
    }

    [Fact]
    public async Task Metrics_that_istiod_shares_with_Istio_have_its_type_and_help()
    {
        await using var istiod = await RunningIstiod.StartAsync(static directory => directory.Write("config/c.yaml", SampleObjects.Policy("callers")));
        using var client = istiod.Delta();
        await client.SubscribeAsync(TypeUrls.Authorization);
        await client.NextAsync();
        var recorded = Headers(File.ReadAllText(RepositoryPaths.RequireConformance("metrics-recorded", "istiod.metrics.txt")));
        var ours = Headers(await istiod.PageAsync("/metrics"));

        var shared = ours.Keys.Intersect(recorded.Keys).ToArray();

        Assert.True(shared.Length > 10, string.Join(",", shared));
        Assert.All(shared, name => Assert.Equal(recorded[name], ours[name]));
    }

    private static async Task<HttpStatusCode> StatusAsync(RunningIstiod istiod, Listener listener, string path)
    {
        using var response = await istiod.Web.GetAsync(istiod.Url(listener, path), TestContext.Current.CancellationToken);
        return response.StatusCode;
    }

    // Istio's analysis, which fills them there, was not on when this was recorded.
    private static void RemoveMessages(JsonObject shown)
    {
        if (shown["status"] is JsonObject status && status.Remove("validationMessages") && status.Count == 0)
        {
            shown.Remove("status");
        }
    }

    private static string KeyOf(JsonNode? item) =>
        $"{item!["apiVersion"]} {item["kind"]} {item["metadata"]!["namespace"]}/{item["metadata"]!["name"]}";

    private static HashSet<string> Keys(JsonElement element) => [.. element.EnumerateObject().Select(property => property.Name)];

    private static Dictionary<string, string> Headers(string metrics) =>
        metrics.Split('\n')
            .Where(line => line.StartsWith("# ", StringComparison.Ordinal))
            .GroupBy(line => line.Split(' ')[2])
            .ToDictionary(group => group.Key, group => string.Join('\n', group.Order()));
}
