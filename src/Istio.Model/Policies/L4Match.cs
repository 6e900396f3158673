using Istio.Core.Net;
using Istio.Core.Values;

namespace Istio.Model.Policies;

/// <summary>
/// Matches when every list that is not empty has a value that fits, and no excluding list has one. All empty, it matches no connection, as ztunnel takes it;
/// what matches every connection is <see cref="L4Rule.Everything"/>.
/// </summary>
public sealed record L4Match
{
    private static readonly L4Match Empty = new();

    public ValueList<TextMatch> Namespaces { get; init; } = [];

    public ValueList<TextMatch> NotNamespaces { get; init; } = [];

    /// <summary>Identities without <c>spiffe://</c>.</summary>
    public ValueList<TextMatch> Principals { get; init; } = [];

    public ValueList<TextMatch> NotPrincipals { get; init; } = [];

    public ValueList<ServiceAccountName> ServiceAccounts { get; init; } = [];

    public ValueList<ServiceAccountName> NotServiceAccounts { get; init; } = [];

    public ValueList<CidrBlock> SourceIPs { get; init; } = [];

    public ValueList<CidrBlock> NotSourceIPs { get; init; } = [];

    public ValueList<CidrBlock> DestinationIPs { get; init; } = [];

    public ValueList<CidrBlock> NotDestinationIPs { get; init; } = [];

    public ValueList<int> DestinationPorts { get; init; } = [];

    public ValueList<int> NotDestinationPorts { get; init; } = [];

    /// <summary>It asks for nothing that ztunnel can see.</summary>
    public bool IsEmpty => this == Empty;
}
