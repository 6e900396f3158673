using Istio.Api.Security;
using Istio.Conformance.Comparing;
using Istio.Conformance.Report;
using Istio.Model.Decoding;
using Istio.Model.Kinds.Mesh;
using Istio.Model.Kinds.Security.AuthorizationPolicies;
using Istio.Model.Kinds.Security.PeerAuthentications;
using Istio.Model.Objects;
using Istio.Model.Policies;
using Istio.Translation.Ambient;

namespace Istio.Conformance.Families.Ambient;

/// <summary>Security policies and the message that ztunnels are sent for them.</summary>
internal sealed class AmbientFamily : IFamily
{
    private const string RootNamespace = "istio-system";

    private static readonly PolicySettings Settings = new(RootNamespace, MeshConfig.Default.TrustDomain, []);

    public string Name => "ambient";

    public IEnumerable<CaseFindings> Run(string folder) =>
        CaseList.Read<AmbientCase>(folder).Select(@case => CaseGuard.Run(@case.Name, () => Compare(folder, @case)));

    private static IEnumerable<Difference> Compare(string folder, AmbientCase @case)
    {
        var actual = Convert(@case.Kind, Decode(Path.Combine(folder, @case.Input)));
        var expected = @case.ExpectNothing ? null : ReadGolden(Path.Combine(folder, @case.Golden));
        return (expected, actual) switch
        {
            (null, null) => [],
            (null, _) => [new Difference("policy", $"expected nothing, got {actual}")],
            (_, null) => [new Difference("policy", $"expected {expected}, got nothing")],
            _ => MessageComparison.Compare("policy", expected, actual),
        };
    }

    private static List<ConfigObject> Decode(string file)
    {
        var objects = new List<ConfigObject>();
        foreach (var document in ConfigDecoder.Decode(Path.GetFileName(file), File.ReadAllText(file), DecodeOptions.Stored))
        {
            objects.Add(document.Object ?? throw new InvalidDataException(string.Join("\n", document.Findings)));
        }

        return objects;
    }

    private static Authorization? Convert(string kind, List<ConfigObject> objects) => kind switch
    {
        "AuthorizationPolicy" => Message(AuthorizationPolicies.Convert((AuthorizationPolicy)objects.Single(), Settings).Policy),
        "PeerAuthentication" => Message(PeerAuthentications.Convert(Levels(objects.Cast<PeerAuthentication>()), RootNamespace)),
        _ => throw new NotSupportedException($"kind {kind}"),
    };

    /// <summary>The oldest at each level. Without one of the workload's, the namespace's takes its place.</summary>
    private static PeerAuthenticationLevels Levels(IEnumerable<PeerAuthentication> policies)
    {
        var levels = new PeerAuthenticationLevels(null, null, null);
        foreach (var policy in policies)
        {
            levels = policy switch
            {
                { Metadata.Namespace: RootNamespace } => levels with { Mesh = PeerAuthenticationLevels.Oldest(levels.Mesh, policy) },
                { SelectsWorkloads: true } => levels with { Workload = PeerAuthenticationLevels.Oldest(levels.Workload, policy) },
                _ => levels with { Namespace = PeerAuthenticationLevels.Oldest(levels.Namespace, policy) },
            };
        }

        return levels.Workload is null ? levels with { Workload = levels.Namespace } : levels;
    }

    private static Authorization? Message(L4Policy? policy) =>
        policy is null ? null : Authorization.Parser.ParseFrom(AmbientResources.Encode(policy).Body.Span);

    private static Authorization? ReadGolden(string file) =>
        YamlToJson.Convert(File.ReadAllText(file)) is { } json ? MessageComparison.Parse<Authorization>(json.ToJsonString()) : null;
}
