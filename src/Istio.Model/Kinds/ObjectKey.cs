namespace Istio.Model.Kinds;

/// <summary>What makes an object that object, whatever file or cluster it came from.</summary>
/// <param name="Namespace">Empty for kinds that belong to the cluster.</param>
public readonly record struct ObjectKey(ObjectKind Kind, string Namespace, string Name) : IComparable<ObjectKey>
{
    public int CompareTo(ObjectKey other)
    {
        int order = Kind.CompareTo(other.Kind);
        order = order != 0 ? order : string.CompareOrdinal(Namespace, other.Namespace);
        return order != 0 ? order : string.CompareOrdinal(Name, other.Name);
    }

    public override string ToString() => Namespace.Length == 0 ? $"{Kind} {Name}" : $"{Kind} {Namespace}/{Name}";
}
