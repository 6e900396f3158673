using Istio.Core.Net;
using Ztunnel.Policies;

namespace Ztunnel.Tests.Policies;

/// <summary>The documented semantics once more, written for reading: sets and quantifiers, no early exits, no indexes.</summary>
internal static class PolicyOracle
{
    public static bool IsAllowed(IReadOnlyList<AuthorizationPolicy> all, in ConnectionFacts facts)
    {
        var destination = facts.Destination;
        var candidates = all.Where(p => !p.DryRun)
            .Where(p => p.Scope == PolicyScope.Global
                || (p.Scope == PolicyScope.Namespace && p.Namespace == destination.Namespace)
                || destination.AuthorizationPolicies.Contains(p.Key))
            .ToList();
        var known = facts;
        if (candidates.Any(p => p.Action == PolicyAction.Deny && Matches(p, known)))
        {
            return false;
        }

        var allow = candidates.Where(p => p.Action == PolicyAction.Allow).ToList();
        return allow.Count == 0 || allow.Any(p => Matches(p, known));
    }

    private static bool Matches(AuthorizationPolicy policy, ConnectionFacts facts) =>
        policy.Rules.Any(rule => rule.Clauses.All(clause => clause.Matches.Count == 0 || clause.Matches.Any(match => Matches(match, facts))));

    private static bool Matches(PolicyMatch m, ConnectionFacts f)
    {
        var attributes = new List<bool>();
        var ns = f.Source?.Id.Namespace ?? "";
        Attribute(m.Namespaces, m.NotNamespaces, s => Matches(s, ns));
        Attribute(m.Principals, m.NotPrincipals, s => f.Source is not null && Matches(s, f.Source.Id.ToString()["spiffe://".Length..]));
        Attribute(m.ServiceAccounts, m.NotServiceAccounts, a => f.Source?.Id.Namespace == a.Namespace && f.Source?.Id.ServiceAccount == a.ServiceAccount);
        Attribute(m.SourceIps, m.NotSourceIps, b => InRange(b, f.SourceAddress));
        Attribute(m.DestinationIps, m.NotDestinationIps, b => InRange(b, f.Target.Address));
        Attribute(m.DestinationPorts, m.NotDestinationPorts, p => p == f.Target.Port);
        return attributes.Count > 0 && attributes.All(holds => holds);

        void Attribute<T>(IReadOnlyList<T> any, IReadOnlyList<T> none, Func<T, bool> matches)
        {
            if (any.Count > 0)
            {
                attributes.Add(any.Any(matches));
            }

            if (none.Count > 0)
            {
                attributes.Add(!none.Any(matches));
            }
        }
    }

    private static bool Matches(StringMatch match, string text) => match.Kind switch
    {
        StringMatchKind.Exact => text == match.Value,
        StringMatchKind.Prefix => text.StartsWith(match.Value, StringComparison.Ordinal),
        StringMatchKind.Suffix => text.EndsWith(match.Value, StringComparison.Ordinal),
        _ => text != "",
    };

    private static bool InRange(CidrBlock block, IpAddress address)
    {
        Span<byte> left = stackalloc byte[16];
        Span<byte> right = stackalloc byte[16];
        if (block.Address.Write(left) != address.Write(right))
        {
            return false;
        }

        for (var bit = 0; bit < block.PrefixLength; bit++)
        {
            var mask = 0x80 >> (bit % 8);
            if ((left[bit / 8] & mask) != (right[bit / 8] & mask))
            {
                return false;
            }
        }

        return true;
    }
}
