namespace Istio.Model.Policies;

/// <summary>A service account of any trust domain of the mesh.</summary>
public sealed record ServiceAccountName(string Namespace, string Name)
{
    /// <summary>Reads <c>NAMESPACE/NAME</c>, or <c>NAME</c> in the given namespace.</summary>
    public static ServiceAccountName Parse(string text, string defaultNamespace)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? new ServiceAccountName(defaultNamespace, text) : new ServiceAccountName(text[..slash], text[(slash + 1)..]);
    }
}
