using Istio.Core.Values;
using Istio.Model.Findings;
using Istio.Model.Kinds.Mesh;

namespace Istio.Model.Tests.Decoding;

public sealed class MeshConfigTests
{
    [Fact]
    public void An_empty_file_means_the_defaults() => Assert.Equal(MeshConfig.Default, MeshConfigDecoder.Decode("mesh.yaml", "").Config);

    [Fact]
    public void Settings_override_the_defaults_and_unused_ones_are_named()
    {
        var (config, findings) = MeshConfigDecoder.Decode("mesh.yaml", "trustDomain: example.com\nrootNamespace: mesh\nenableTracing: false\n");

        Assert.Equal(("example.com", "mesh"), (config!.TrustDomain, config.RootNamespace));
        Assert.Equal((Severity.Note, "enableTracing"), (Assert.Single(findings).Severity, findings[0].FieldPath));
    }

    [Fact]
    public void A_setting_that_nobody_knows_is_named_and_touches_no_other()
    {
        var (config, findings) = MeshConfigDecoder.Decode(
            "mesh.yaml", "futureSetting: {a: 1}\ntrustDomain: example.org\ntrustdomainaliases: [old]\n");

        Assert.Equal("example.org", config!.TrustDomain);
        Assert.Equal(
            [
                "mesh.yaml:1:1: warning: document 1: futureSetting: unknown field, which has no effect",
                "mesh.yaml:3:1: warning: document 1: trustdomainaliases: unknown field, which has no effect; did you mean \"trustDomainAliases\"?",
            ],
            findings.Select(finding => finding.ToString()));
    }

    [Theory]
    [InlineData("trustDomain: 5\nrootNamespace: other\n", "trustDomain")]
    [InlineData("trustDomain: UPPER\nrootNamespace: other\n", "trustDomain")]
    [InlineData("trustDomain: example.net\ntrustDomain: example.com\nrootNamespace: other\n", "trustDomain")]
    [InlineData("trustDomain: example.net\ntrust_domain: example.com\nrootNamespace: other\n", "trustDomain")]
    public void A_setting_that_is_wrong_stays_as_it_was_and_is_named(string text, string field)
    {
        var (config, findings) = MeshConfigDecoder.Decode("mesh.yaml", text, new MeshConfig { TrustDomain = "before.org" });

        Assert.Equal(("before.org", "other"), (config!.TrustDomain, config.RootNamespace));
        Assert.Equal((Severity.Error, field), (Assert.Single(findings).Severity, findings[0].FieldPath));
    }

    [Fact]
    public void A_list_with_one_wrong_element_stays_as_it_was()
    {
        var before = new MeshConfig { CaCertificates = ["before"] };

        Assert.Equal(["before"], MeshConfigDecoder.Decode("mesh.yaml", "caCertificates: [{pem: a}, {pem: 5}]\n", before).Config!.CaCertificates);
        Assert.Equal(["a"], MeshConfigDecoder.Decode("mesh.yaml", "caCertificates: [{pem: a}]\n", before).Config!.CaCertificates);
    }

    [Fact]
    public void Names_with_underscores_are_those_of_the_protobuf_definition()
    {
        var (config, findings) = MeshConfigDecoder.Decode(
            "mesh.yaml",
            "trust_domain: example.org\ntrust_domain_aliases: [old.org]\nmesh_mTLS: {}\ndiscovery_selectors: [{match_labels: {my_label: a}}]\nca_certificates: [{pem: x, trust_domains: [y]}]\n");

        Assert.DoesNotContain(findings, finding => finding.Severity > Severity.Note);
        Assert.Equal(("example.org", "old.org", "x"), (config!.TrustDomain, Assert.Single(config.TrustDomainAliases), Assert.Single(config.CaCertificates)));
        Assert.True(config.Discovery.Includes(Labels("my_label", "a")));
        Assert.False(config.Discovery.Includes(Labels("my_label", "b")));
    }

    [Fact]
    public void What_aliases_of_the_trust_domain_do_not_do_is_said()
    {
        var (config, findings) = MeshConfigDecoder.Decode("mesh.yaml", "trustDomainAliases: [old.org]\n");

        Assert.Equal(["old.org"], config!.TrustDomainAliases);
        var finding = Assert.Single(findings);
        Assert.Equal((FindingCode.UnusedField, Severity.Note, "trustDomainAliases"), (finding.Code, finding.Severity, finding.FieldPath));
    }

    [Theory]
    [InlineData("%YAML 1.2\n---\ntrustDomain: example.org\n")]
    [InlineData("trustDomain: [\n")]
    [InlineData("\0\0\0\0")]
    [InlineData("trustDomain: a.org\n---\ntrustDomain: b.org\n")]
    public void A_text_that_is_no_mapping_gives_no_settings(string text) => Assert.Null(MeshConfigDecoder.Decode("mesh.yaml", text).Config);

    [Fact]
    public void A_namespace_belongs_to_the_mesh_when_any_selector_matches()
    {
        var (config, _) = MeshConfigDecoder.Decode(
            "mesh.yaml",
            "discoverySelectors:\n- matchLabels: {mesh: member}\n- matchExpressions: [{key: team, operator: In, values: [a, b]}]\n");

        Assert.True(config!.Discovery.Includes(Labels("mesh", "member")));
        Assert.True(config.Discovery.Includes(Labels("team", "b")));
        Assert.False(config.Discovery.Includes(Labels("team", "c")));
    }

    private static ValueMap<string, string> Labels(string name, string value) => ValueMap.Create(KeyValuePair.Create(name, value));
}
