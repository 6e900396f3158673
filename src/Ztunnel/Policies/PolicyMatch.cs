using Istio.Core.Net;
using Istio.Core.Values;

namespace Ztunnel.Policies;

/// <summary>
/// Attributes that must all hold; of one attribute's values any may hold, and none of its negated values. A match without any attribute
/// is broken configuration and never holds, so that it cannot widen an ALLOW.
/// </summary>
internal sealed record PolicyMatch
{
    public ValueList<StringMatch> Namespaces { get; init; } = [];

    public ValueList<StringMatch> NotNamespaces { get; init; } = [];

    public ValueList<StringMatch> Principals { get; init; } = [];

    public ValueList<StringMatch> NotPrincipals { get; init; } = [];

    public ValueList<CidrBlock> SourceIps { get; init; } = [];

    public ValueList<CidrBlock> NotSourceIps { get; init; } = [];

    public ValueList<CidrBlock> DestinationIps { get; init; } = [];

    public ValueList<CidrBlock> NotDestinationIps { get; init; } = [];

    public ValueList<ushort> DestinationPorts { get; init; } = [];

    public ValueList<ushort> NotDestinationPorts { get; init; } = [];

    public ValueList<ServiceAccountMatch> ServiceAccounts { get; init; } = [];

    public ValueList<ServiceAccountMatch> NotServiceAccounts { get; init; } = [];

    public bool IsEmpty => Namespaces.IsEmpty && NotNamespaces.IsEmpty && Principals.IsEmpty && NotPrincipals.IsEmpty
        && SourceIps.IsEmpty && NotSourceIps.IsEmpty && DestinationIps.IsEmpty && NotDestinationIps.IsEmpty
        && DestinationPorts.IsEmpty && NotDestinationPorts.IsEmpty && ServiceAccounts.IsEmpty && NotServiceAccounts.IsEmpty;

    public bool Matches(in ConnectionFacts facts)
    {
        if (IsEmpty)
        {
            return false;
        }

        var sourceNamespace = facts.Source?.Id.Namespace ?? string.Empty;
        return Holds(Namespaces, NotNamespaces, sourceNamespace)
            && HoldsPrincipal(facts.Source)
            && HoldsServiceAccount(facts.Source)
            && Holds(SourceIps, NotSourceIps, facts.SourceAddress)
            && Holds(DestinationIps, NotDestinationIps, facts.Target.Address)
            && Holds(DestinationPorts, NotDestinationPorts, facts.Target.Port);
    }

    private static bool Holds(ValueList<StringMatch> values, ValueList<StringMatch> not, string text) =>
        (values.IsEmpty || Any(values, text)) && (not.IsEmpty || !Any(not, text));

    private static bool Holds(ValueList<CidrBlock> values, ValueList<CidrBlock> not, IpAddress address) =>
        (values.IsEmpty || Any(values, address)) && (not.IsEmpty || !Any(not, address));

    private static bool Holds(ValueList<ushort> values, ValueList<ushort> not, ushort port) =>
        (values.IsEmpty || values.AsSpan().Contains(port)) && (not.IsEmpty || !not.AsSpan().Contains(port));

    // Without an identity nothing positive about it holds, not even presence; STRICT mutual TLS is "notPrincipals: presence".
    private bool HoldsPrincipal(PeerIdentity? source) => source is null
        ? Principals.IsEmpty
        : Holds(Principals, NotPrincipals, source.Principal);

    private bool HoldsServiceAccount(PeerIdentity? source) =>
        source is null
            ? ServiceAccounts.IsEmpty
            : (ServiceAccounts.IsEmpty || Any(ServiceAccounts, source)) && (NotServiceAccounts.IsEmpty || !Any(NotServiceAccounts, source));

    private static bool Any(ValueList<StringMatch> values, string text)
    {
        foreach (ref readonly var value in values.AsSpan())
        {
            if (value.Matches(text))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Any(ValueList<CidrBlock> values, IpAddress address)
    {
        foreach (ref readonly var value in values.AsSpan())
        {
            if (value.Contains(address))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Any(ValueList<ServiceAccountMatch> values, PeerIdentity source)
    {
        foreach (ref readonly var value in values.AsSpan())
        {
            if (string.Equals(value.Namespace, source.Id.Namespace, StringComparison.Ordinal)
                && string.Equals(value.ServiceAccount, source.Id.ServiceAccount, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
