using Istio.Core.Values;
using Istio.Model.Kinds.Core.Pods;
using Istio.Model.Kinds.Security.AuthorizationPolicies;
using Istio.Model.Objects;

namespace Istio.Translation.Tests.Proxies;

/// <summary>A few objects of namespace shop.</summary>
internal static class Meshes
{
    public static Pod Pod(string name) => new(new ObjectMeta("shop", name)) { ServiceAccount = "default", NodeName = "node", IsReady = true, Addresses = ["10.0.0.1"] };

    public static AuthorizationPolicy Policy(string name, bool isDryRun) => new(new ObjectMeta("shop", name)
    {
        Annotations = new Dictionary<string, string> { ["istio.io/dry-run"] = isDryRun ? "true" : "false" }.ToValueMap(),
    })
    {
        Rules = [new PolicyRule([new PolicySource { Namespaces = ["shop"] }], [], [])],
    };
}
