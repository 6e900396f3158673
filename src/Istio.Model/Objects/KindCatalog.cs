using System.Collections.Frozen;
using Istio.Core.Values;
using Istio.Model.Kinds.Core.Namespaces;
using Istio.Model.Kinds.Core.Nodes;
using Istio.Model.Kinds.Core.Pods;
using Istio.Model.Kinds.Core.ServiceAccounts;
using Istio.Model.Kinds.Core.Services;
using Istio.Model.Kinds.Discovery.EndpointSlices;
using Istio.Model.Kinds.GatewayApi.GatewayClasses;
using Istio.Model.Kinds.GatewayApi.Gateways;
using Istio.Model.Kinds.Mesh;
using Istio.Model.Kinds.Networking.ServiceEntries;
using Istio.Model.Kinds.Networking.WorkloadEntries;
using Istio.Model.Kinds.Security.AuthorizationPolicies;
using Istio.Model.Kinds.Security.PeerAuthentications;

namespace Istio.Model.Objects;

/// <summary>The kinds that a program knows.</summary>
public sealed class KindCatalog
{
    private readonly FrozenDictionary<(string Group, string Name), Kind> _written;

    /// <exception cref="ArgumentException">Two kinds have one group and name.</exception>
    public KindCatalog(ValueList<Kind> kinds)
    {
        Kinds = kinds;
        _written = Written.ToFrozenDictionary(static kind => (kind.Group, kind.Name));
    }

    /// <summary>Every kind of the mesh.</summary>
    public static KindCatalog Mesh { get; } = new(
    [
        Namespace.Kind,
        Node.Kind,
        Pod.Kind,
        Service.Kind,
        ServiceAccount.Kind,
        EndpointSlice.Kind,
        ServiceEntry.Kind,
        WorkloadEntry.Kind,
        AuthorizationPolicy.Kind,
        PeerAuthentication.Kind,
        Gateway.Kind,
        GatewayClass.Kind,
        MeshConfig.Kind,
        AuthorityRoots.Kind,
    ]);

    public ValueList<Kind> Kinds { get; }

    /// <summary>The kinds that documents have.</summary>
    public IEnumerable<Kind> Written => Kinds.Where(static kind => !kind.Versions.IsEmpty);

    /// <summary>A catalog with one kind more.</summary>
    public KindCatalog With(Kind kind) => new([.. Kinds, kind]);

    /// <returns><see langword="null"/> when no document of the group has the kind.</returns>
    public Kind? Find(string group, string name) => _written.GetValueOrDefault((group, name));
}
