using System.Globalization;
using Istio.Core.Net;
using Istio.Core.Values;
using Istio.Model.Kinds;

namespace Istio.Model.Policies;

/// <summary>A rule as the group that ztunnel evaluates: operations, then sources, then each condition.</summary>
internal static class L4Rules
{
    public static L4Group Convert(PolicyRule rule, string policyNamespace)
    {
        List<L4Rule> rules = [];
        if (!rule.To.IsEmpty)
        {
            rules.Add(new L4Rule(rule.To.Select(Convert).ToValueList()));
        }

        if (!rule.From.IsEmpty)
        {
            rules.Add(new L4Rule(rule.From.Select(source => Convert(source, policyNamespace)).ToValueList()));
        }

        foreach (PolicyCondition condition in rule.When)
        {
            rules.Add(new L4Rule(Convert(condition)));
        }

        return new L4Group(rules.ToValueList());
    }

    private static L4Match Convert(PolicyOperation operation) => new()
    {
        DestinationPorts = Ports(operation.Ports),
        NotDestinationPorts = Ports(operation.NotPorts),
    };

    private static L4Match Convert(PolicySource source, string policyNamespace) => new()
    {
        Principals = Texts(source.Principals),
        NotPrincipals = Texts(source.NotPrincipals),
        Namespaces = Texts(source.Namespaces),
        NotNamespaces = Texts(source.NotNamespaces),
        ServiceAccounts = Accounts(source.ServiceAccounts, policyNamespace),
        NotServiceAccounts = Accounts(source.NotServiceAccounts, policyNamespace),
        SourceIPs = Blocks(source.IpBlocks),
        NotSourceIPs = Blocks(source.NotIpBlocks),
    };

    private static L4Match Convert(PolicyCondition condition) => condition.Key switch
    {
        "source.ip" => new L4Match { SourceIPs = Blocks(condition.Values), NotSourceIPs = Blocks(condition.NotValues) },
        "source.namespace" => new L4Match { Namespaces = Texts(condition.Values), NotNamespaces = Texts(condition.NotValues) },
        "source.principal" => new L4Match { Principals = Texts(condition.Values), NotPrincipals = Texts(condition.NotValues) },
        "destination.ip" => new L4Match { DestinationIPs = Blocks(condition.Values), NotDestinationIPs = Blocks(condition.NotValues) },
        "destination.port" => new L4Match { DestinationPorts = Ports(condition.Values), NotDestinationPorts = Ports(condition.NotValues) },
        _ => L4Match.Everything,
    };

    private static ValueList<TextMatch> Texts(ValueList<string> patterns) => patterns.Select(TextMatch.Parse).ToValueList();

    private static ValueList<ServiceAccountName> Accounts(ValueList<string> names, string policyNamespace) =>
        names.Select(name => ServiceAccountName.Parse(name, policyNamespace)).ToValueList();

    private static ValueList<int> Ports(ValueList<string> ports) => ports.Select(port => int.Parse(port, CultureInfo.InvariantCulture)).ToValueList();

    private static ValueList<CidrBlock> Blocks(ValueList<string> texts)
    {
        List<CidrBlock> blocks = [];
        foreach (string text in texts)
        {
            if (CidrBlock.TryParse(text, out CidrBlock block))
            {
                blocks.Add(block);
            }
        }

        return blocks.ToValueList();
    }
}
