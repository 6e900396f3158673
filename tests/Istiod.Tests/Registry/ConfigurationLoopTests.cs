using Istio.Core.Metrics;
using Istio.Model.Findings;
using Istiod.Authority.Roots;
using Istiod.Discovery;
using Istiod.Registry;
using Istiod.Settings;
using Istiod.Tests.Authority;

namespace Istiod.Tests.Registry;

public sealed class ConfigurationLoopTests
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
        var time = TimeProvider.System;
        var findings = new FindingLedger();
        var settings = IstiodSettings.Read(["--configDir", directory["config"], "--meshConfig", directory["mesh"]], static _ => null);
        using var server = new DiscoveryServer(new DiscoveryMetrics(new MetricRegistry()), time);
        using var publisher = new MeshPublisher(settings, server, new MeshTrust(), findings);
        using var loop = new ConfigurationLoop(
            settings, new MeshConfigSource(directory["mesh"]), new PodPlacement("Kubernetes"), publisher, findings, new RegistryMetrics(new MetricRegistry()), time);
        using var stopping = new CancellationTokenSource();
        var running = loop.RunAsync(stopping.Token);
        await loop.Loaded;
        Assert.True(loop.FindingsSeen >= (2 * eachKind) + 2, $"{loop.FindingsSeen}");
        var before = loop.FindingsSeen;

        // One file saved whole, as editors do: one finding of its policy goes and another comes.
        directory.Write("config/.http-0", WithMethods("http-0", "POST").Replace("methods:", "hosts:", StringComparison.Ordinal));
        File.Move(directory["config/.http-0"], directory["config/http-0.yaml"], overwrite: true);
        await UntilAsync(() => loop.FindingsSeen > before);
        var seen = loop.FindingsSeen - before;

        Assert.InRange(seen, 2, 6);
        Assert.Equal(loop.Findings().Select(finding => finding with { Location = null }).ToHashSet().Count, findings.Count);
        await stopping.CancelAsync();
        await running;
    }

    [Fact]
    public async Task Findings_that_stand_are_counted_and_those_that_go_are_not()
    {
        await using var istiod = await RunningIstiod.StartAsync(static directory => directory.Write("config/c.yaml", WithMethods("callers", "GET")));
        const string series = "istiod_config_findings{level=\"warning\",code=\"NotEnforced\"}";
        Assert.Contains($"{series} 1\n", await istiod.PageAsync("/metrics"), StringComparison.Ordinal);

        istiod.Write("c.yaml", SampleObjects.Policy("callers"));

        await istiod.UntilAsync("/metrics", static page => page.Contains($"{series} 0\n", StringComparison.Ordinal));
    }

    private static string WithMethods(string name, string method) =>
        SampleObjects.Policy(name) + $"    to:\n    - operation:\n        methods: [\"{method}\"]\n";

    private static async Task UntilAsync(Func<bool> isReached)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        while (!isReached())
        {
            await Task.Delay(20, limit.Token);
        }
    }
}
