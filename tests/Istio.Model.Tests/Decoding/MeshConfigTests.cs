using Istio.Core.Values;
using Istio.Model.Decoding;
using Istio.Model.Findings;
using Istio.Model.Kinds;

namespace Istio.Model.Tests.Decoding;

public sealed class MeshConfigTests
{
    [Fact]
    public void An_empty_file_means_the_defaults() => Assert.Equal(MeshConfig.Default, MeshConfigDecoder.Decode("mesh.yaml", "").Config);

    [Fact]
    public void Settings_override_the_defaults_and_unused_ones_are_named()
    {
        (MeshConfig? config, ValueList<Finding> findings) = MeshConfigDecoder.Decode("mesh.yaml", "trustDomain: example.com\nrootNamespace: mesh\nenableTracing: false\n");

        Assert.Equal(("example.com", "mesh"), (config!.TrustDomain, config.RootNamespace));
        Assert.Equal((Severity.Note, "enableTracing"), (Assert.Single(findings).Severity, findings[0].FieldPath));
    }

    [Fact]
    public void A_misspelt_setting_refuses_the_file()
    {
        (MeshConfig? config, ValueList<Finding> findings) = MeshConfigDecoder.Decode("mesh.yaml", "trustdomain: example.com\n");

        Assert.Null(config);
        Assert.Equal("mesh.yaml:1:1: error: document 1: trustdomain: unknown field; did you mean \"trustDomain\"?", Assert.Single(findings).ToString());
    }

    [Fact]
    public void A_namespace_belongs_to_the_mesh_when_any_selector_matches()
    {
        (MeshConfig? config, _) = MeshConfigDecoder.Decode(
            "mesh.yaml",
            "discoverySelectors:\n- matchLabels: {mesh: member}\n- matchExpressions: [{key: team, operator: In, values: [a, b]}]\n");

        Assert.True(config!.Discovers(Labels("mesh", "member")));
        Assert.True(config.Discovers(Labels("team", "b")));
        Assert.False(config.Discovers(Labels("team", "c")));
    }

    private static ValueMap<string, string> Labels(string name, string value) => ValueMap.Create(KeyValuePair.Create(name, value));
}
