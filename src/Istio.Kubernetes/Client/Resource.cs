namespace Istio.Kubernetes.Client;

/// <summary>A kind of objects as an API server addresses it (https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-uris).</summary>
/// <param name="Group">Empty for the core group.</param>
/// <param name="Version">The version in which objects are read and written.</param>
/// <param name="Plural">In lower case, for instance <c>pods</c>.</param>
public sealed record Resource(string Group, string Version, string Plural, bool IsNamespaced = true)
{
    /// <summary><c>PLURAL.GROUP</c>, as Kubernetes names a resource in messages and in the names of CRDs.</summary>
    public string QualifiedName => Group.Length == 0 ? Plural : $"{Plural}.{Group}";

    /// <summary>The path of all objects, in all namespaces when <paramref name="ns"/> is empty.</summary>
    public string Path(string ns = "")
    {
        var root = Group.Length == 0 ? $"/api/{Version}" : $"/apis/{Group}/{Version}";
        return ns.Length == 0 || !IsNamespaced ? $"{root}/{Plural}" : $"{root}/namespaces/{Uri.EscapeDataString(ns)}/{Plural}";
    }

    /// <summary>The path of one object.</summary>
    /// <param name="ns">Ignored for kinds that belong to the cluster.</param>
    public string Path(string ns, string name) => $"{Path(ns)}/{Uri.EscapeDataString(name)}";
}
