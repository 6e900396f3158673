namespace Istio.Collections;

/// <summary>The key of a table that has at most one row, such as the mesh configuration: <c>Table&lt;Only, MeshConfig&gt;</c>.</summary>
public sealed record Only : IComparable<Only>
{
    public static readonly Only Key = new();

    private Only()
    {
    }

    public int CompareTo(Only? other) => other is null ? 1 : 0;

    public override string ToString() => "-";
}
