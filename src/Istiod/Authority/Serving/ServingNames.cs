using Istio.Core.Values;

namespace Istiod.Authority.Serving;

/// <summary>The DNS names under which proxies know istiod.</summary>
internal static class ServingNames
{
    private static readonly string[] Services = ["istiod", "istiod-remote", "istio-pilot"];

    /// <summary>
    /// The three service names in istiod's namespace, the one of its revision, and further ones; sorted, each once.
    /// A discoveryAddress of the mesh configuration is added by the caller.
    /// </summary>
    /// <param name="ns">istiod's own.</param>
    /// <param name="revision"><c>default</c> adds no name.</param>
    public static ValueList<string> Of(string ns, string revision, IEnumerable<string> customHosts)
    {
        var names = Services.Select(service => $"{service}.{ns}.svc").Concat(customHosts);
        return Sorted(revision == "default" ? names : names.Append($"istiod-{revision}.{ns}.svc"));
    }

    public static ValueList<string> Sorted(IEnumerable<string> names) =>
        names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToValueList();
}
