using Istio.Api.Security;
using Istio.Core.Net;

namespace Istio.Translation.Tests.Ambient;

/// <summary>
/// Whether a ztunnel takes an Authorization to match a connection, as Istio's does: any group, all clauses of a group, any match of a clause. A clause
/// without matches holds, a match without attributes does not.
/// </summary>
/// <param name="Principal">Without <c>spiffe://</c>; empty for plain text.</param>
internal sealed record PolicyJudge(string Principal, string SourceIP, int Port)
{
    public bool Matches(Authorization policy) => policy.Groups.Any(group => group.Rules.All(Holds));

    private bool Holds(Rules clause) => clause.Matches.Count == 0 || clause.Matches.Any(Holds);

    private bool Holds(Match match) => !match.Equals(new Match())
        && Fits(match.Principals, match.NotPrincipals, principal => Principal.Length > 0 && Fits(principal, Principal))
        && Fits(match.Namespaces, match.NotNamespaces, ns => Fits(ns, Part(2)))
        && Fits(match.ServiceAccounts, match.NotServiceAccounts, account => account.Namespace == Part(2) && account.ServiceAccount == Part(4))
        && Fits(match.SourceIps, match.NotSourceIps, block => Contains(block, SourceIP))
        && Fits(match.DestinationIps, match.NotDestinationIps, block => Contains(block, "10.0.0.1"))
        && Fits(match.DestinationPorts, match.NotDestinationPorts, port => port == Port);

    private static bool Fits<T>(IReadOnlyCollection<T> values, IReadOnlyCollection<T> not, Func<T, bool> fits) =>
        (values.Count == 0 || values.Any(fits)) && !not.Any(fits);

    private static bool Fits(StringMatch match, string text) => match.MatchTypeCase switch
    {
        StringMatch.MatchTypeOneofCase.Exact => text == match.Exact,
        StringMatch.MatchTypeOneofCase.Prefix => text.StartsWith(match.Prefix, StringComparison.Ordinal),
        StringMatch.MatchTypeOneofCase.Suffix => text.EndsWith(match.Suffix, StringComparison.Ordinal),
        _ => text.Length > 0,
    };

    private static bool Contains(Istio.Api.Security.Address block, string address) =>
        CidrBlock.TryParse($"{new System.Net.IPAddress(block.Address_.Span)}/{block.Length}", out var range) && range.Contains(IpAddress.Parse(address));

    private string Part(int index) => Principal.Length == 0 ? "" : Principal.Split('/')[index];
}
