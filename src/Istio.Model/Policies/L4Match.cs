using Istio.Core.Net;
using Istio.Core.Values;

namespace Istio.Model.Policies;

/// <summary>Matches when every list that is not empty has a value that fits, and no excluding list has one. All empty: matches everything.</summary>
public sealed record L4Match
{
    /// <summary>Matches every connection.</summary>
    public static L4Match Everything { get; } = new();

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
}
