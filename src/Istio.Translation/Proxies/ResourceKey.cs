namespace Istio.Translation.Proxies;

/// <summary>Identifies a row of the table of what is published.</summary>
/// <param name="Name">Of the resource; within one type no two layers that a proxy sees together have the same name.</param>
public readonly record struct ResourceKey(Layer Layer, string TypeUrl, string Name) : IComparable<ResourceKey>
{
    public int CompareTo(ResourceKey other)
    {
        var order = Layer.CompareTo(other.Layer);
        order = order != 0 ? order : string.CompareOrdinal(TypeUrl, other.TypeUrl);
        return order != 0 ? order : string.CompareOrdinal(Name, other.Name);
    }

    /// <summary>By the name alone, which nearly always differs: the table is large and there are few types and layers.</summary>
    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => $"{TypeUrl} {Name} in {Layer}";
}
