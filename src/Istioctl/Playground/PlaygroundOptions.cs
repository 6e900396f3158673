using Istioctl.Playground.Claims;
using Istioctl.Playground.Scenery;

namespace Istioctl.Playground;

/// <summary>What the user asked for.</summary>
/// <param name="WorkFolder">Null: a temporary folder.</param>
/// <param name="Scene">A folder like samples/bookinfo; null: the sample itself.</param>
/// <param name="Programs">Where istiod, ztunnel and bookinfo are looked for first; then beside this program and in the repository's build output.</param>
/// <param name="Rate">Pages a second.</param>
/// <param name="Claims">The only claims to check; empty: all.</param>
/// <param name="Break">The claim whose subject is to be damaged, to see it fail.</param>
/// <param name="Kubeconfig">Of an API server that runs already; null: one is started, if an API server is wanted.</param>
internal sealed record PlaygroundOptions(
    bool Once,
    bool Json,
    string? WorkFolder,
    string? Scene,
    IReadOnlyList<string> Programs,
    LoopbackNetwork Network,
    double Rate,
    IReadOnlyList<string> Claims,
    string? Break,
    SourceKind Source,
    string? Kubeconfig)
{
    public IEnumerable<Claim> SelectedClaims => ClaimList.All.Where(claim => claim.IsAbout(Source) && (Claims.Count == 0 || Claims.Contains(claim.Name)));
}
