using Istio.Collections;
using Istio.Core.Values;
using Istio.Model.Kinds.Mesh;
using Istio.Model.Kinds.Selectors;
using Istio.Translation.Tests.Ambient;

namespace Istio.Translation.Tests.Mesh;

/// <summary>A change of a setting runs what reads the setting, however large the mesh is.</summary>
public sealed class SettingsTests
{
    private static readonly string[] SettingsAlone = ["namespace discovery", "policy settings", "workload settings"];

    [Fact]
    public void A_trust_anchor_runs_nothing_but_the_settings() =>
        Assert.Equal(SettingsAlone, Ran(Mesh(10), new MeshConfig { CaCertificates = ["an anchor"] }));

    [Fact]
    public void An_alias_of_the_trust_domain_runs_policies_and_no_workload() => Assert.Equal(
        ["authorization policies at workloads", .. SettingsAlone[..2], "strict policy", SettingsAlone[2]],
        Ran(Mesh(10), new MeshConfig { TrustDomainAliases = ["old.test"] }));

    [Fact]
    public void A_selector_of_namespaces_runs_these_and_no_workload_of_one_that_stays() => Assert.Equal(
        ["mesh namespaces", .. SettingsAlone],
        Ran(Mesh(10), new MeshConfig { DiscoverySelectors = [new LabelSelector(ValueMap.Create(KeyValuePair.Create("mesh", "member")), [])] }));

    [Fact]
    public void The_trust_domain_runs_workloads_too()
    {
        var mesh = Mesh(10);

        Assert.Contains("workloads of pods", Ran(mesh, new MeshConfig { TrustDomain = "example.org" }));
        Assert.Equal("example.org", mesh.Pod("w0").TrustDomain);
    }

    [Fact]
    public void The_price_of_a_setting_does_not_know_the_size_of_the_mesh()
    {
        var config = new MeshConfig { TrustDomainAliases = ["old.test"], CaCertificates = ["an anchor"] };

        Commit small = Mesh(10).Configure(config), large = Mesh(200).Configure(config);
        Assert.Equal((small.Runs, small.ChangedRows), (large.Runs, large.ChangedRows));
        Assert.True(small.Changed);
    }

    private static TestMesh Mesh(int pods) => new(
        Yaml.Namespace("shop", "mesh: member"),
        Yaml.Service("web", "10.1.0.1"),
        Yaml.Policy("allow", "rules: [{from: [{source: {principals: [cluster.local/ns/shop/sa/client]}}]}]"),
        string.Join("\n---\n", Enumerable.Range(0, pods).Select(static i => Yaml.Pod($"w{i}", $"10.0.0.{i + 1}"))));

    /// <summary>The tables in which a transformation was run, by name.</summary>
    private static string[] Ran(TestMesh mesh, MeshConfig config)
    {
        var before = mesh.Graph.Nodes.ToDictionary(static node => node.Name, static node => node.Runs);
        mesh.Configure(config);
        return [.. mesh.Graph.Nodes.Where(node => node.Runs > before[node.Name]).Select(static node => node.Name).Order(StringComparer.Ordinal)];
    }
}
