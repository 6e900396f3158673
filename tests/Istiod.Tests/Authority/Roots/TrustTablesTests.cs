using Istio.Api.Mesh;
using Istio.Collections;
using Istio.Core.Names;
using Istio.Core.Values;
using Istio.Model.Kinds.Mesh;
using Istio.Model.Objects;
using Istio.Security.Trust;
using Istio.Testing;
using Istio.Translation.Proxies;
using Istiod.Authority.Roots;
using MeshConfig = Istio.Model.Kinds.Mesh.MeshConfig;

namespace Istiod.Tests.Authority.Roots;

public sealed class TrustTablesTests
{
    private static readonly ResourceKey Key = new(Layer.Trust, TypeUrls.ProxyConfig, "");

    private readonly TrustBundle _own = new TestCa(TestMoment.Now, "own").Bundle;
    private readonly TrustBundle _partner = new TestCa(TestMoment.Now, "partner").Bundle;
    private readonly ObjectTables _objects = new(new Graph("trust", verify: true), KindCatalog.Mesh);
    private readonly TrustTables _tables;

    public TrustTablesTests() => _tables = new(_objects);

    private TrustedRoots Roots => _tables.Roots.Find(Only.Key)!;

    [Fact]
    public void Own_roots_and_the_configurations_anchors_are_trusted_together()
    {
        Apply(_own.Pem);
        Apply(new MeshConfig { CaCertificates = [_partner.Pem] });

        Assert.Equal(_own.With(_partner), Roots.Bundle);
        Assert.Empty(Roots.Findings);
        Assert.Equal(_own.With(_partner), Served());
    }

    [Fact]
    public void An_anchor_that_is_no_longer_named_is_no_longer_trusted()
    {
        Apply(_own.Pem);
        Apply(new MeshConfig { CaCertificates = [_partner.Pem] });
        Apply(new MeshConfig());

        Assert.Equal(_own, Roots.Bundle);
        Assert.Equal(_own, Served());
    }

    [Fact]
    public void A_broken_anchor_is_named_and_the_others_hold()
    {
        Apply(_own.Pem);
        Apply(new MeshConfig { CaCertificates = ["broken", _partner.Pem] });

        var finding = Assert.Single(Roots.Findings);
        Assert.Equal(
            ("caCertificates", "mesh configuration, caCertificates[0].pem: no PEM block with a certificate found; this entry is not trusted, the others are"),
            (finding.FieldPath, finding.Message));
        Assert.Equal(_own.With(_partner), Roots.Bundle);
    }

    [Fact]
    public void Equal_bundles_are_equal_resources_whatever_order_the_roots_came_in()
    {
        Apply(_own.Pem, _partner.Pem);
        var first = _tables.Resources.Find(Key)!.Version;
        Apply();
        Assert.Null(_tables.Resources.Find(Key));
        Apply(_partner.Pem, _own.Pem);

        Assert.Equal(first, _tables.Resources.Find(Key)!.Version);
    }

    [Fact]
    public void Rows_compare_by_value_and_transformations_are_static() =>
        Assert.Empty(TableLaws.Violations(_objects.Graph.Nodes.Select(static node => (node.Name, node.RowType, node.Transformation))));

    private void Apply(params string[] roots) => Apply(new AuthorityRoots(roots.ToValueList()));

    private void Apply(ConfigObject row)
    {
        _objects.Apply([new(row.Key, row)]);
        Assert.Empty(_objects.Graph.Commit().Problems);
    }

    private TrustBundle Served()
    {
        var config = ProxyConfig.Parser.ParseFrom(_tables.Resources.Find(Key)!.Body.Span);
        Assert.True(TrustBundle.TryParse(string.Concat(config.CaCertificatesPem), out var bundle, out _));
        return bundle;
    }
}
