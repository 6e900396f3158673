using Istio.Collections;
using Istio.Model.Objects;
using Istio.Testing;
using Istio.Translation.Ambient;
using Istio.Translation.Mesh;

namespace Istio.Translation.Tests.Ambient;

public class GraphLawTests
{
    [Fact]
    public void Every_row_compares_by_value_and_every_transformation_is_static()
    {
        var graph = new Graph("mesh");
        AmbientGraph.Build(new ObjectTables(graph, KindCatalog.Mesh), new MeshSettings());

        Assert.Empty(TableLaws.Violations(graph.Nodes.Select(node => (node.Name, node.RowType, node.Transformation))));
    }
}
