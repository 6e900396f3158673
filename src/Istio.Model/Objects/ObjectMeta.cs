using Istio.Core.Values;

namespace Istio.Model.Objects;

/// <summary>The part of Kubernetes' metadata that means something to the mesh.</summary>
public sealed record ObjectMeta(string Namespace, string Name)
{
    /// <summary>The cluster that the object lives in; empty for the cluster of the configuration.</summary>
    public string Cluster { get; init; } = "";

    public ValueMap<string, string> Labels { get; init; } = ValueMap<string, string>.Empty;

    public ValueMap<string, string> Annotations { get; init; } = ValueMap<string, string>.Empty;

    /// <summary>Older objects win conflicts. Objects from files have no age unless it is written: all the same, then name and namespace decide.</summary>
    public DateTimeOffset CreationTimestamp { get; init; } = DateTimeOffset.UnixEpoch;

    public string Uid { get; init; } = "";

    /// <summary>The object is being deleted.</summary>
    public bool IsDeleting { get; init; }

    /// <summary>The API server made up the name, from <c>metadata.generateName</c>.</summary>
    public bool HasGeneratedName { get; init; }

    /// <summary>The owner that controls the object, for instance the ReplicaSet of a pod.</summary>
    public OwnerReference? Controller { get; init; }

    public ObjectName ObjectName => new(Cluster, Namespace, Name);

    /// <summary>The namespace that the object lives in, as an object of its cluster.</summary>
    public ObjectName NamespaceName => new(Cluster, "", Namespace);

    /// <summary>The value of a label; empty when it is absent.</summary>
    public string Label(string name) => Labels.TryGetValue(name, out var value) ? value : "";

    /// <summary>The value of an annotation; empty when it is absent.</summary>
    public string Annotation(string name) => Annotations.TryGetValue(name, out var value) ? value : "";

    /// <summary>Istio's order of objects of one kind: creation time, then name, then namespace.</summary>
    public static int CompareByAge(ObjectMeta left, ObjectMeta right)
    {
        var order = left.CreationTimestamp.CompareTo(right.CreationTimestamp);
        order = order != 0 ? order : string.CompareOrdinal(left.Name, right.Name);
        return order != 0 ? order : string.CompareOrdinal(left.Namespace, right.Namespace);
    }
}
