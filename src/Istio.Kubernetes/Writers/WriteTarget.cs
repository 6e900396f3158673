using Istio.Kubernetes.Client;

namespace Istio.Kubernetes.Writers;

/// <summary>The object that a write is about.</summary>
/// <param name="Namespace">Empty for an object of the cluster.</param>
public sealed record WriteTarget(Resource Resource, string Namespace, string Name)
{
    /// <summary>The write is to the subresource <c>status</c>: the server takes nothing else of the object from it.</summary>
    public bool IsStatus { get; init; }

    internal string Path => IsStatus ? $"{Resource.Path(Namespace, Name)}/status" : Resource.Path(Namespace, Name);

    /// <summary>For messages.</summary>
    public override string ToString()
    {
        var name = Namespace.Length == 0 ? Name : $"{Namespace}/{Name}";
        return $"{Resource.QualifiedName} {name}{(IsStatus ? " (status)" : "")}";
    }
}
