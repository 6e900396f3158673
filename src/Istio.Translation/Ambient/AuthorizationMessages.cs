using Google.Protobuf.WellKnownTypes;
using Istio.Api.Security;
using Istio.Core.Net;
using Istio.Core.Values;
using Istio.Model.Policies;

namespace Istio.Translation.Ambient;

/// <summary>A policy as the <c>istio.security.Authorization</c> that ztunnel receives.</summary>
public static class AuthorizationMessages
{
    private static readonly Empty AnyValue = new();

    public static Authorization Build(L4Policy policy)
    {
        var message = new Authorization
        {
            Name = policy.Name,
            Namespace = policy.Namespace,
            Scope = policy.Scope switch
            {
                PolicyScope.Global => Scope.Global,
                PolicyScope.Namespace => Scope.Namespace,
                _ => Scope.WorkloadSelector,
            },
            Action = policy.Denies ? Api.Security.Action.Deny : Api.Security.Action.Allow,
            DryRun = policy.IsDryRun,
        };
        foreach (var group in policy.Groups)
        {
            message.Groups.Add(Build(group));
        }

        return message;
    }

    private static Group Build(L4Group group)
    {
        var message = new Group();
        foreach (var rule in group.Rules)
        {
            var rules = new Rules();
            foreach (var match in rule.Matches)
            {
                rules.Matches.Add(Build(match));
            }

            message.Rules.Add(rules);
        }

        return message;
    }

    private static Match Build(L4Match match)
    {
        var message = new Match();
        message.Namespaces.Add(Texts(match.Namespaces));
        message.NotNamespaces.Add(Texts(match.NotNamespaces));
        message.Principals.Add(Texts(match.Principals));
        message.NotPrincipals.Add(Texts(match.NotPrincipals));
        message.ServiceAccounts.Add(Accounts(match.ServiceAccounts));
        message.NotServiceAccounts.Add(Accounts(match.NotServiceAccounts));
        message.SourceIps.Add(Blocks(match.SourceIPs));
        message.NotSourceIps.Add(Blocks(match.NotSourceIPs));
        message.DestinationIps.Add(Blocks(match.DestinationIPs));
        message.NotDestinationIps.Add(Blocks(match.NotDestinationIPs));
        message.DestinationPorts.Add(match.DestinationPorts.Select(port => (uint)port));
        message.NotDestinationPorts.Add(match.NotDestinationPorts.Select(port => (uint)port));
        return message;
    }

    private static IEnumerable<StringMatch> Texts(ValueList<TextMatch> texts) => texts.Select(text => text.Kind switch
    {
        TextMatchKind.Prefix => new StringMatch { Prefix = text.Value },
        TextMatchKind.Suffix => new StringMatch { Suffix = text.Value },
        TextMatchKind.Presence => new StringMatch { Presence = AnyValue },
        _ => new StringMatch { Exact = text.Value },
    });

    private static IEnumerable<ServiceAccountMatch> Accounts(ValueList<ServiceAccountName> accounts) =>
        accounts.Select(account => new ServiceAccountMatch { Namespace = account.Namespace, ServiceAccount = account.Name });

    private static IEnumerable<Address> Blocks(ValueList<CidrBlock> blocks) =>
        blocks.Select(block => new Address { Address_ = AddressBytes.Of(block.Address), Length = block.PrefixLength });
}
