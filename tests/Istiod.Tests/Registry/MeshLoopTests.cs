using Google.Protobuf.WellKnownTypes;
using Istio.Core.Names;
using Istio.Model.Findings;
using Istio.Model.Kinds.Core.Pods;
using Istio.Model.Kinds.Mesh;
using Istio.Model.Objects;
using Istio.Testing.Logging;
using Istiod.Debug;
using Istiod.Registry;
using Istiod.Registry.Files;
using Istiod.Registry.Mesh;
using Istiod.Registry.Pages;
using Istiod.Tests.Authority;
using Istiod.Tests.Registry.Sources;
using Microsoft.AspNetCore.Http;

namespace Istiod.Tests.Registry;

public sealed class MeshLoopTests
{
    [Theory]
    [InlineData(3)]
    [InlineData(150)]
    public async Task A_commit_looks_at_the_findings_it_changes_however_many_stand(int eachKind)
    {
        using var directory = new TemporaryDirectory();
        Directory.CreateDirectory(directory["config"]);
        for (var i = 0; i < eachKind; i++)
        {
            directory.Write($"config/broken-{i}.yaml", SampleObjects.Policy($"broken-{i}").Replace("rules:", "rulez:", StringComparison.Ordinal));
            directory.Write($"config/http-{i}.yaml", WithMethods($"http-{i}", "GET"));
        }

        directory.Write("mesh", "caCertificates: [{pem: none}]\nenableTracing: true\n");
        using var meshFile = new MeshConfigSource(SampleRegistry.Of(directory["config"], directory["mesh"]), maps: null, TimeProvider.System);
        using var files = new FileSource(SampleRegistry.Of(directory["config"]), KindCatalog.Mesh, TimeProvider.System);
        await using var mesh = await RunningMesh.StartAsync(meshFile, files);
        var first = mesh.Graph.Current;
        var before = mesh.Graph.Findings.Entries;
        Assert.True(before >= (2 * eachKind) + 2, $"{before}");

        // One file saved whole, as editors do: one finding of its policy goes and another comes.
        directory.Write("config/.http-0", WithMethods("http-0", "POST").Replace("methods:", "hosts:", StringComparison.Ordinal));
        File.Move(directory["config/.http-0"], directory["config/http-0.yaml"], overwrite: true);
        await RunningMesh.UntilAsync(() => !mesh.Graph.Current.StandingFindings.SetEquals(first.StandingFindings));

        Assert.InRange(mesh.Graph.Findings.Entries - before, 2, 6);
        Assert.Equal(first.Findings.Count, mesh.Graph.Current.Findings.Count);
    }

    [Fact]
    public async Task Findings_that_stand_are_counted_and_those_that_go_are_not()
    {
        await using var istiod = await RunningIstiod.StartAsync(static directory => directory.Write("config/c.yaml", WithMethods("callers", "GET")));
        const string Series = "istiod_config_findings{level=\"warning\",code=\"NotEnforced\"}";
        Assert.Contains($"{Series} 1\n", await istiod.PageAsync("/metrics"), StringComparison.Ordinal);

        istiod.Write("c.yaml", SampleObjects.Policy("callers"));

        await istiod.UntilAsync("/metrics", static page => page.Contains($"{Series} 0\n", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Of_two_sources_of_one_object_the_first_is_in_force_and_the_other_has_a_finding()
    {
        var (first, second) = (new MemorySource("first"), new MemorySource("second"));
        var (ours, theirs) = (new Greeting(new("shop", "a"), "ours"), new Greeting(new("shop", "a"), "theirs"));
        second.Put(theirs);
        await using var mesh = await RunningMesh.StartAsync(first, second);
        Assert.Equal("theirs", TextOf(mesh, ours.ObjectName));
        Assert.Empty(mesh.Graph.Current.Findings);

        first.Put(ours);
        await RunningMesh.UntilAsync(() => mesh.Graph.Current.Findings.Count == 1);
        var finding = mesh.Graph.Current.Findings[0];
        Assert.Equal((FindingCode.DuplicateObject, Severity.Error, ours.Key), (finding.Code, finding.Severity, finding.Resource));
        Assert.Equal("source second describes it as well as source first, whose version is in force; remove one of the two", finding.Message);
        await RunningMesh.UntilAsync(() => TextOf(mesh, ours.ObjectName) == "ours");

        first.Remove(ours.Key);
        await RunningMesh.UntilAsync(() => TextOf(mesh, ours.ObjectName) == "theirs");
        Assert.Empty(mesh.Graph.Current.Findings);
    }

    [Fact]
    public async Task A_source_that_fails_keeps_what_it_said_and_nothing_from_the_others()
    {
        var log = RecordedLog.OfProcess;
        var (sound, failing) = (new MemorySource("sound"), new MemorySource("failing one"));
        failing.Put(new Greeting(new("shop", "kept"), "kept"));
        await using var mesh = await RunningMesh.StartAsync(sound, failing);
        var client = mesh.Open(Greeting.TypeUrl);
        Assert.Equal(["shop/kept"], (await RunningMesh.NextAsync(client)).Resources.Select(static resource => resource.Name));

        failing.Fails = true;
        failing.Put(new Greeting(new("shop", "late"), "late"));
        sound.Put(new Greeting(new("shop", "other"), "other"));
        var other = await RunningMesh.NextAsync(client);
        Assert.Equal(("shop/other", 0), (Assert.Single(other.Resources).Name, other.Removed.Count));
        Assert.Contains(log.Lines("source failing one failed"), static line => line.Contains("made by a test", StringComparison.Ordinal));

        // Nobody tells that the source works again: it is asked.
        failing.Fails = false;
        Assert.Equal("shop/late", Assert.Single((await RunningMesh.NextAsync(client)).Resources).Name);
    }

    [Fact]
    public async Task Nothing_is_published_before_every_source_has_told_everything()
    {
        var (synced, slow) = (new MemorySource("synced"), new MemorySource("slow") { HasSynced = false });
        var failing = new MemorySource("failing") { Fails = true };
        await using var mesh = new RunningMesh(synced, slow, failing);
        slow.Sync();
        await RunningMesh.UntilAsync(() => mesh.Graph.Current.Tables.Nodes.Count > 0);
        Assert.False(mesh.Server.IsReady);
        Assert.False(mesh.Loaded.IsCompleted);

        failing.Fails = false;
        await mesh.Loaded.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        Assert.True(mesh.Server.IsReady);
    }

    [Fact]
    public async Task Pages_and_the_check_of_impersonation_wait_for_no_commit()
    {
        var source = new MemorySource("slow");
        source.Put(new Pod(new ObjectMeta("shop", "web-1") { Uid = "u" }) { ServiceAccount = "web", NodeName = "node-a" });
        await using var mesh = await RunningMesh.StartAsync(source);
        using var release = source.Block();
        source.Put(new Greeting(new("shop", "a"), "under way"));
        await release.Reached;

        DebugPage[] pages = [.. new FilePages(mesh.Graph).All, .. new TablePages(mesh.Graph).All];
        Assert.Equal(["configz", "findingsz", "mesh", "tablez"], pages.Select(static page => page.Name));
        Assert.All(pages, static page => Assert.Null(page.Write(DebugQuery.Of(QueryCollection.Empty, DebugAccess.Everything), new(Stream.Null))));

        Assert.True(new PublishedPods(mesh.Graph, "c").RunsOnNode("c", "node-a", "shop", "web"));
        Assert.Null(TextOf(mesh, ObjectName.Of("shop", "a")));
        release.Dispose();
        await RunningMesh.UntilAsync(() => TextOf(mesh, ObjectName.Of("shop", "a")) == "under way");
    }

    [Fact]
    public async Task A_kind_that_nobody_knows_is_left_out()
    {
        var source = new MemorySource("strange");
        source.Put(new Strange());
        source.Put(new Greeting(new("shop", "a"), "known"));
        await using var mesh = await RunningMesh.StartAsync(source);

        Assert.Equal("known", TextOf(mesh, ObjectName.Of("shop", "a")));
    }

    [Fact]
    public async Task A_change_of_policies_and_trust_is_one_commit_and_one_publication()
    {
        var source = new MemorySource("all");
        var own = new TestCa(TestMoment.Now, "own").Bundle.Pem;
        await using var mesh = await RunningMesh.StartAsync(source);
        var client = mesh.Open(TypeUrls.ProxyConfig);
        Assert.Empty((await RunningMesh.NextAsync(client)).Resources);
        client.Stream.Receive(new Envoy.Service.Discovery.V3.DeltaDiscoveryRequest { TypeUrl = Greeting.TypeUrl });
        Assert.Empty((await RunningMesh.NextAsync(client)).Resources);

        source.Put(new AuthorityRoots([own]), new Greeting(new("shop", "a"), "with a root"));

        var versions = new[] { await RunningMesh.NextAsync(client), await RunningMesh.NextAsync(client) };
        Assert.Equal([TypeUrls.ProxyConfig, Greeting.TypeUrl], versions.Select(static response => response.Type.TypeUrl));
        Assert.Equal(versions[0].Version, versions[1].Version);
        Assert.EndsWith("/2", mesh.Server.Current.Version, StringComparison.Ordinal);
    }

    private static string WithMethods(string name, string method) =>
        SampleObjects.Policy(name) + $"    to:\n    - operation:\n        methods: [\"{method}\"]\n";

    private static string? TextOf(RunningMesh mesh, ObjectName name)
    {
        var view = mesh.Server.Current.ViewOf(mesh.Connect().Class);
        return view.Sets.GetValueOrDefault(Greeting.TypeUrl)?.Find($"{name}") is { } resource ? StringValue.Parser.ParseFrom(resource.Body.Span).Value : null;
    }

    private sealed record Strange() : ConfigObject(new ObjectMeta("shop", "strange"))
    {
        protected override Kind DeclaredKind { get; } = new Kind<Strange>("test.example", nameof(Strange), "strange");
    }
}
