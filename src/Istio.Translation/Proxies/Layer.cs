namespace Istio.Translation.Proxies;

/// <summary>Resources that proxies are sent together: a proxy sees whole layers, and all proxies that see a layer share its resources.</summary>
/// <param name="Scope">Tells layers of one kind apart; empty when there is one.</param>
public readonly record struct Layer(LayerKind Kind, string Scope) : IComparable<Layer>
{
    public static Layer AllWorkloads { get; } = new(LayerKind.AllWorkloads, "");

    public static Layer Policies { get; } = new(LayerKind.Policies, "");

    public static Layer DryRunPolicies { get; } = new(LayerKind.DryRunPolicies, "");

    public static Layer Trust { get; } = new(LayerKind.Trust, "");

    /// <summary>By kind, then by scope.</summary>
    public int CompareTo(Layer other)
    {
        var order = Kind.CompareTo(other.Kind);
        return order != 0 ? order : string.CompareOrdinal(Scope, other.Scope);
    }

    public override string ToString() => Scope.Length == 0 ? $"{Kind}" : $"{Kind} of {Scope}";
}
