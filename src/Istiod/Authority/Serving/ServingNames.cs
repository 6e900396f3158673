using Istio.Core.Values;

namespace Istiod.Authority.Serving;

/// <summary>The DNS names under which proxies know istiod.</summary>
internal static class ServingNames
{
    private static readonly string[] Services = ["istiod", "istiod-remote", "istio-pilot"];

    /// <summary>
    /// The three service names in istiod's namespace, the one of its revision, and what <c>ISTIOD_CUSTOM_HOST</c> adds; sorted, each once.
    /// A discoveryAddress of the mesh configuration is added by the caller.
    /// </summary>
    public static ValueList<string> From(Variables variables)
    {
        string ns = variables.Text("POD_NAMESPACE", "istio-system");
        string revision = variables.Text("REVISION", "default");
        IEnumerable<string> names = Services.Select(service => $"{service}.{ns}.svc").Concat(variables.List("ISTIOD_CUSTOM_HOST"));
        return Sorted(revision == "default" ? names : names.Append($"istiod-{revision}.{ns}.svc"));
    }

    public static ValueList<string> Sorted(IEnumerable<string> names) =>
        names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToValueList();
}
