using System.Security.Cryptography;
using Istio.Api.Mesh;
using Istio.Collections;
using Istio.Core.Values;
using Istio.Model.Findings;
using Istio.Model.Kinds.Mesh;
using Istio.Model.Objects;
using Istio.Security.Trust;
using Istio.Translation.Proxies;
using Istio.Xds.Resources;

namespace Istiod.Authority.Roots;

/// <summary>
/// The trust bundle of the mesh: the union of the authority's roots and the PEM entries of MeshConfig.caCertificates, and the resource of it (PCDS).
/// </summary>
internal sealed class TrustTables
{
    public TrustTables(ObjectTables objects)
    {
        Roots = objects.Graph.Single("trusted roots", objects, static (objects, read) => Unite(
            read.Get(objects.Of(AuthorityRoots.Kind), AuthorityRoots.Only)?.Certificates ?? [],
            read.Get(objects.Of(MeshConfig.Kind), MeshConfig.Only)?.CaCertificates ?? []));
        Resources = Roots.MapMany<ResourceKey, EncodedResource>("trust resources", static (roots, _, output) =>
        {
            if (!roots.Bundle.IsEmpty)
            {
                output.Add(new(Layer.Trust, ResourceTypes.ProxyConfig.TypeUrl, ""), Encode(roots.Bundle));
            }
        });
    }

    public Table<Only, TrustedRoots> Roots { get; }

    /// <summary>One resource without a name, as Istio sends it; none while nobody is trusted.</summary>
    public Table<ResourceKey, EncodedResource> Resources { get; }

    /// <summary>One broken anchor must not keep the removal of another from working: it is left out, with a finding, and the others hold.</summary>
    private static TrustedRoots Unite(ValueList<string> authority, ValueList<string> anchors)
    {
        var all = TrustBundle.Empty;
        foreach (var certificate in authority)
        {
            all = TrustBundle.TryParse(certificate, out var root, out var refusal) ? all.With(root) : throw new InvalidOperationException(refusal);
        }

        var findings = new List<Finding>();
        for (var i = 0; i < anchors.Count; i++)
        {
            if (TrustBundle.TryParse(anchors[i], out var anchor, out var error))
            {
                all = all.With(anchor);
            }
            else
            {
                findings.Add(NotTrusted(i, error));
            }
        }

        return new(all, findings.ToValueList());
    }

    private static Finding NotTrusted(int index, string error) => new(
        FindingCode.InvalidValue,
        Severity.Error,
        null,
        null,
        "caCertificates",
        $"mesh configuration, caCertificates[{index}].pem: {error}; this entry is not trusted, the others are");

    /// <summary>In the order of their fingerprints, so that equal bundles are equal resources, also after a restart and on another replica.</summary>
    private static EncodedResource Encode(TrustBundle bundle)
    {
        var config = new ProxyConfig
        {
            CaCertificatesPem =
            {
                bundle.Roots
                    .OrderBy(static root => root.GetCertHashString(HashAlgorithmName.SHA256), StringComparer.Ordinal)
                    .Select(static root => $"{root.ExportCertificatePem()}\n"),
            },
        };
        return EncodedResource.Create(ResourceTypes.ProxyConfig.TypeUrl, "", config);
    }
}
