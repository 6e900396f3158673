using System.Globalization;
using Istio.Core.Net;
using Istio.Core.Values;
using Istio.Model.Kinds.Security.AuthorizationPolicies;

namespace Istio.Model.Policies;

/// <summary>
/// A rule as the group that ztunnel evaluates: operations, then sources, then each condition. HTTP attributes are left out, so a rule that allows must
/// have none (<see cref="HttpAttributes"/>). One that denies then denies more: an alternative of which nothing is left makes its clause match every
/// connection, because left as an empty match it would match none.
/// </summary>
/// <param name="settings">Of the mesh.</param>
/// <param name="policyNamespace">The one of service accounts that name none.</param>
/// <param name="denies">The rule is one of a DENY.</param>
internal sealed class L4Rules(PolicySettings settings, string policyNamespace, bool denies)
{
    public L4Group Convert(PolicyRule rule)
    {
        var clauses = new List<L4Rule>();
        if (!rule.To.IsEmpty)
        {
            clauses.Add(Clause(rule.To.Select(Convert).ToValueList()));
        }

        if (!rule.From.IsEmpty)
        {
            clauses.Add(Clause(rule.From.Select(Convert).ToValueList()));
        }

        foreach (var condition in rule.When)
        {
            clauses.Add(Clause([Convert(condition)]));
        }

        return new L4Group(clauses.ToValueList());
    }

    private static L4Match Convert(PolicyOperation operation) => new()
    {
        DestinationPorts = Ports(operation.Ports),
        NotDestinationPorts = Ports(operation.NotPorts),
    };

    private L4Rule Clause(ValueList<L4Match> alternatives) =>
        denies && alternatives.Any(alternative => alternative.IsEmpty) ? L4Rule.Everything : new L4Rule(alternatives);

    private L4Match Convert(PolicySource source) => new()
    {
        Principals = Principals(source.Principals),
        NotPrincipals = NotPrincipals(source.NotPrincipals),
        Namespaces = Texts(source.Namespaces),
        NotNamespaces = Texts(source.NotNamespaces),
        ServiceAccounts = Accounts(source.ServiceAccounts),
        NotServiceAccounts = Accounts(source.NotServiceAccounts),
        SourceIPs = Blocks(source.IpBlocks),
        NotSourceIPs = Blocks(source.NotIpBlocks),
    };

    private L4Match Convert(PolicyCondition condition) => condition.Key switch
    {
        "source.ip" => new L4Match { SourceIPs = Blocks(condition.Values), NotSourceIPs = Blocks(condition.NotValues) },
        "source.namespace" => new L4Match { Namespaces = Texts(condition.Values), NotNamespaces = Texts(condition.NotValues) },
        "source.principal" => new L4Match { Principals = Principals(condition.Values), NotPrincipals = NotPrincipals(condition.NotValues) },
        "destination.ip" => new L4Match { DestinationIPs = Blocks(condition.Values), NotDestinationIPs = Blocks(condition.NotValues) },
        "destination.port" => new L4Match { DestinationPorts = Ports(condition.Values), NotDestinationPorts = Ports(condition.NotValues) },
        _ => new L4Match(),
    };

    private ValueList<TextMatch> Principals(ValueList<string> patterns) => denies ? WithAliases(patterns) : Texts(patterns);

    private ValueList<TextMatch> NotPrincipals(ValueList<string> patterns) => denies ? Texts(patterns) : WithAliases(patterns);

    private ValueList<TextMatch> WithAliases(ValueList<string> patterns) => KeptOut.WithAliases(patterns, settings).Select(TextMatch.Parse).ToValueList();

    private static ValueList<TextMatch> Texts(ValueList<string> patterns) => patterns.Select(TextMatch.Parse).ToValueList();

    private ValueList<ServiceAccountName> Accounts(ValueList<string> names) =>
        names.Select(name => ServiceAccountName.Parse(name, policyNamespace)).ToValueList();

    private static ValueList<int> Ports(ValueList<string> ports) => ports.Select(port => int.Parse(port, CultureInfo.InvariantCulture)).ToValueList();

    private static ValueList<CidrBlock> Blocks(ValueList<string> texts)
    {
        var blocks = new List<CidrBlock>();
        foreach (var text in texts)
        {
            if (CidrBlock.TryParse(text, out var block))
            {
                blocks.Add(block);
            }
        }

        return blocks.ToValueList();
    }
}
