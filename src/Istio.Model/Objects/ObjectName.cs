namespace Istio.Model.Objects;

/// <summary>A name among the objects of one kind: the key of their table.</summary>
/// <param name="Cluster">The cluster that the object lives in; empty for the cluster of the configuration.</param>
/// <param name="Namespace">Empty for kinds that belong to the cluster.</param>
public readonly record struct ObjectName(string Cluster, string Namespace, string Name) : IComparable<ObjectName>
{
    /// <summary>A name in the cluster of the configuration.</summary>
    public static ObjectName Of(string ns, string name) => new("", ns, name);

    /// <summary>Another object of the same cluster and namespace.</summary>
    public ObjectName Beside(string name) => this with { Name = name };

    /// <summary>An object of the same cluster.</summary>
    public ObjectName InCluster(string ns, string name) => new(Cluster, ns, name);

    /// <summary>An object that belongs to the same cluster and to no namespace.</summary>
    public ObjectName OfCluster(string name) => new(Cluster, "", name);

    /// <summary>By namespace, name, cluster: objects that are merged across clusters are neighbours.</summary>
    public int CompareTo(ObjectName other)
    {
        var order = string.CompareOrdinal(Namespace, other.Namespace);
        order = order != 0 ? order : string.CompareOrdinal(Name, other.Name);
        return order != 0 ? order : string.CompareOrdinal(Cluster, other.Cluster);
    }

    public override string ToString()
    {
        var local = Namespace.Length == 0 ? Name : $"{Namespace}/{Name}";
        return Cluster.Length == 0 ? local : $"{local} of cluster {Cluster}";
    }
}
