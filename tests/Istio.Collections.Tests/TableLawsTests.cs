using System.Collections.Immutable;
using Istio.Core.Values;
using Istio.Testing;

namespace Istio.Collections.Tests;

public class TableLawsTests
{
    private sealed record Nested(ValueList<Pod> Pods, ValueMap<string, int?> Weights, TimeSpan Since);

    private sealed record WithArray(string Name, byte[] Bytes);

    private sealed record WithImmutableArray(ImmutableArray<int> Numbers);

    private sealed record WithList(IReadOnlyList<string> Names);

    private sealed record WithPlainClass(Plain Plain);

    private sealed record Deep(ValueList<WithArray> Arrays);

    private sealed record WithOwnEquality(byte[] Bytes)
    {
        public bool Equals(WithOwnEquality? other) => other is not null && Bytes.AsSpan().SequenceEqual(other.Bytes);

        public override int GetHashCode() => Bytes.Length;
    }

    private abstract record Shape(string Name);

    private sealed record Polygon(string Name, int[] Corners) : Shape(Name);

    private sealed class Plain;

    [Theory]
    [InlineData(typeof(Pod))]
    [InlineData(typeof(Nested))]
    [InlineData(typeof(WithOwnEquality))]
    public void Rows_that_compare_by_value_all_the_way_down_are_accepted(Type row) => Assert.Empty(TableLaws.RowViolations(row));

    [Theory]
    [InlineData(typeof(WithArray), "WithArray.Bytes is Byte[], which compares by reference")]
    [InlineData(typeof(WithImmutableArray), "WithImmutableArray.Numbers is ImmutableArray<Int32>, which compares by reference")]
    [InlineData(typeof(WithList), "WithList.Names is IReadOnlyList<String>, which compares by reference")]
    [InlineData(typeof(WithPlainClass), "WithPlainClass.Plain is Plain, which compares by reference")]
    [InlineData(typeof(Deep), "Deep.Arrays<WithArray>.Bytes is Byte[], which compares by reference")]
    [InlineData(typeof(Shape), "Polygon.Corners is Int32[], which compares by reference")]
    public void A_row_with_a_field_that_compares_by_reference_is_refused(Type row, string violation) =>
        Assert.Equal([violation], TableLaws.RowViolations(row));

    [Fact]
    public void A_transformation_that_captures_is_refused()
    {
        var graph = new Graph("laws");
        var pods = graph.Input<string, Pod>("pods");
        var captured = graph.Name;
        pods.Map("static", static (pod, _) => new Label(pod.Name));
        pods.Map("captures", (pod, _) => new Label(captured));

        var violation = Assert.Single(TableLaws.Violations(graph.Nodes.Select(node => (node.Name, node.RowType, node.Transformation))));
        Assert.StartsWith("table 'captures': its transformation is not static", violation, StringComparison.Ordinal);
    }
}
