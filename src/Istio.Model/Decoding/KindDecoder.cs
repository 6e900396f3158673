using Istio.Model.Decoding.GatewayApi;
using Istio.Model.Decoding.Istio;
using Istio.Model.Decoding.Kubernetes;
using Istio.Model.Decoding.Yaml;
using Istio.Model.Findings;
using Istio.Model.Kinds;

namespace Istio.Model.Decoding;

/// <summary>A kind that can be decoded, and under which versions.</summary>
/// <param name="Group">Empty for Kubernetes' core group.</param>
/// <param name="Versions">All spellings that Istio accepts; their fields are the same.</param>
/// <param name="IsNamespaced">Objects of the kind live in a namespace.</param>
internal sealed record KindDecoder(string Group, string[] Versions, ObjectKind Kind, bool IsNamespaced, Func<ObjectMeta, FieldReader, ConfigObject> Decode)
{
    private static readonly string[] s_described = ["apiVersion", "kind", "metadata"];

    private static readonly string[] s_core = ["v1"];
    private static readonly string[] s_istioNetworking = ["v1", "v1beta1", "v1alpha3"];
    private static readonly string[] s_istioSecurity = ["v1", "v1beta1"];
    private static readonly string[] s_gatewayApi = ["v1", "v1beta1", "v1alpha2"];

    /// <summary>Groups of which all kinds are known by name.</summary>
    private static readonly string[] s_complete = ["networking.istio.io", "security.istio.io"];

    /// <summary>Their kinds that are not read here.</summary>
    private static readonly string[] s_foreign =
    [
        "networking.istio.io/DestinationRule", "networking.istio.io/EnvoyFilter", "networking.istio.io/Gateway", "networking.istio.io/ProxyConfig",
        "networking.istio.io/Sidecar", "networking.istio.io/VirtualService", "networking.istio.io/WorkloadGroup", "security.istio.io/RequestAuthentication",
    ];

    private static readonly KindDecoder[] s_all =
    [
        new("", s_core, ObjectKind.Namespace, false, NamespaceDecoder.Decode),
        new("", s_core, ObjectKind.Node, false, NodeDecoder.Decode),
        new("", s_core, ObjectKind.Service, true, ServiceDecoder.Decode),
        new("", s_core, ObjectKind.Pod, true, PodDecoder.Decode),
        new("", s_core, ObjectKind.ServiceAccount, true, ServiceAccountDecoder.Decode),
        new("discovery.k8s.io", s_core, ObjectKind.EndpointSlice, true, EndpointSliceDecoder.Decode),
        new("networking.istio.io", s_istioNetworking, ObjectKind.ServiceEntry, true, ServiceEntryDecoder.Decode),
        new("networking.istio.io", s_istioNetworking, ObjectKind.WorkloadEntry, true, WorkloadEntryDecoder.Decode),
        new("security.istio.io", s_istioSecurity, ObjectKind.PeerAuthentication, true, PeerAuthenticationDecoder.Decode),
        new("security.istio.io", s_istioSecurity, ObjectKind.AuthorizationPolicy, true, AuthorizationPolicyDecoder.Decode),
        new("gateway.networking.k8s.io", s_gatewayApi, ObjectKind.Gateway, true, GatewayDecoder.Decode),
        new("gateway.networking.k8s.io", s_gatewayApi, ObjectKind.GatewayClass, false, GatewayClassDecoder.Decode),
    ];

    private string Name { get; } = Kind.ToString();

    /// <summary>Its spec is a protobuf message: Istio's own kinds.</summary>
    public bool IsProto => Group.EndsWith(".istio.io", StringComparison.Ordinal);

    /// <summary>
    /// What status pages show of an object. Configuration is kept whole; of Kubernetes' own objects only what the mesh reads, for the environment of a container
    /// holds secrets and is no business of the mesh.
    /// </summary>
    public WrittenFields Keep(YamlMapping document) => new(YamlJson.Write(document, s_described, withUnused: Group is not ("" or "discovery.k8s.io")));

    /// <summary>The decoder for the document's apiVersion and kind; null, with a finding, when there is none.</summary>
    public static KindDecoder? Find(FieldReader document)
    {
        document.RequireText("apiVersion");
        document.RequireText("kind");
        string apiVersion = document.String("apiVersion");
        string kind = document.String("kind");
        if (apiVersion.Length == 0 || kind.Length == 0)
        {
            return null;
        }

        int slash = apiVersion.LastIndexOf('/');
        string group = slash < 0 ? "" : apiVersion[..slash];
        string version = apiVersion[(slash + 1)..];
        KindDecoder? decoder = Array.Find(s_all, candidate => candidate.Group == group && candidate.Name == kind);
        if (decoder is null)
        {
            ReportUnsupported(document, group, kind);
            return null;
        }

        if (!decoder.Versions.Contains(version))
        {
            document.Error(FindingCode.UnsupportedVersion, "apiVersion", $"{kind} is read in {string.Join(", ", decoder.Versions)}, not in \"{version}\"");
            return null;
        }

        return decoder;
    }

    /// <summary>A misspelt kind is an error; a kind that is simply not ours is left to whoever it belongs to.</summary>
    private static void ReportUnsupported(FieldReader document, string group, string kind)
    {
        string hint = Spelling.Hint(kind, s_all.Select(candidate => candidate.Name), lettersPerMistake: 6); // Role is no misspelt Node
        KindDecoder? sameKind = Array.Find(s_all, candidate => candidate.Name == kind);
        if (sameKind is not null && IsMistaken(group, kind))
        {
            document.Error(FindingCode.UnsupportedKind, "apiVersion", $"{kind} is of {Owner(sameKind.Group)}, not of {Owner(group)}");
        }
        else if (sameKind is not null)
        {
            document.Warning(FindingCode.UnsupportedKind, "apiVersion", $"{kind} of {Owner(group)} is not supported; the document is ignored");
        }
        else if (hint.Length > 0)
        {
            document.Error(FindingCode.UnsupportedKind, "kind", $"unknown kind \"{kind}\"{hint}");
        }
        else if (s_complete.Contains(group) && !s_foreign.Contains($"{group}/{kind}"))
        {
            document.Error(FindingCode.UnsupportedKind, "kind", $"{group} has no kind \"{kind}\"");
        }
        else
        {
            document.Warning(FindingCode.UnsupportedKind, "kind", $"{kind} is not supported; the document is ignored");
        }
    }

    /// <summary>No such kind is there: the group is one of those read here, or nearly.</summary>
    private static bool IsMistaken(string group, string kind) =>
        !s_foreign.Contains($"{group}/{kind}") && Spelling.Hint(group, s_all.Select(candidate => candidate.Group), lettersPerMistake: 6).Length > 0;

    private static string Owner(string group) => group.Length == 0 ? "the core group" : group;
}
