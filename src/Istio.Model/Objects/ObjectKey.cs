namespace Istio.Model.Objects;

/// <summary>What makes an object that object, whatever file it came from.</summary>
public readonly record struct ObjectKey(Kind Kind, ObjectName ObjectName) : IComparable<ObjectKey>
{
    /// <summary>Empty for the cluster of the configuration.</summary>
    public string Cluster => ObjectName.Cluster;

    /// <summary>Empty for kinds that belong to the cluster.</summary>
    public string Namespace => ObjectName.Namespace;

    public string Name => ObjectName.Name;

    /// <summary>By kind, cluster, namespace, name.</summary>
    public int CompareTo(ObjectKey other)
    {
        var order = Kind.CompareTo(other.Kind);
        return order != 0 ? order : ObjectName.CompareTo(other.ObjectName);
    }

    /// <summary><c>KIND NAMESPACE/NAME</c> for people.</summary>
    public override string ToString() => $"{Kind} {ObjectName}";
}
