using Google.Protobuf.Collections;
using Istio.Core.Net;
using Istio.Core.Values;
using Ztunnel.Policies;
using Api = Istio.Api.Security;

namespace Ztunnel.State;

/// <summary>
/// Turns <c>istio.security.Authorization</c> into an <see cref="AuthorizationPolicy"/>. What is not understood rejects the whole policy:
/// a condition left out would widen an ALLOW.
/// </summary>
internal static class AuthorizationDecoder
{
    public static Decoded<AuthorizationPolicy> Decode(Api.Authorization message)
    {
        if (!Enum.IsDefined(message.Scope) || !Enum.IsDefined(message.Action))
        {
            return Decoded<AuthorizationPolicy>.Rejected($"unknown scope {(int)message.Scope} or action {(int)message.Action}");
        }

        var rules = new List<PolicyRule>(message.Groups.Count);
        foreach (var group in message.Groups)
        {
            var clauses = new List<PolicyClause>(group.Rules.Count);
            foreach (var rule in group.Rules)
            {
                var matches = new List<PolicyMatch>(rule.Matches.Count);
                foreach (var match in rule.Matches)
                {
                    var error = Decode(match, out var decoded);
                    if (error is not null)
                    {
                        return Decoded<AuthorizationPolicy>.Rejected(error);
                    }

                    matches.Add(decoded);
                }

                clauses.Add(new(matches.ToValueList()));
            }

            rules.Add(new(clauses.ToValueList()));
        }

        return new AuthorizationPolicy
        {
            Name = message.Name,
            Namespace = message.Namespace,
            Key = $"{message.Namespace}/{message.Name}",
            Scope = (PolicyScope)message.Scope,
            Action = (PolicyAction)message.Action,
            DryRun = message.DryRun,
            Rules = rules.ToValueList(),
        };
    }

    private static string? Decode(Api.Match message, out PolicyMatch match)
    {
        string? error = null;
        match = new PolicyMatch
        {
            Namespaces = Strings(message.Namespaces, ref error),
            NotNamespaces = Strings(message.NotNamespaces, ref error),
            Principals = Strings(message.Principals, ref error),
            NotPrincipals = Strings(message.NotPrincipals, ref error),
            SourceIps = Blocks(message.SourceIps, ref error),
            NotSourceIps = Blocks(message.NotSourceIps, ref error),
            DestinationIps = Blocks(message.DestinationIps, ref error),
            NotDestinationIps = Blocks(message.NotDestinationIps, ref error),
            DestinationPorts = Ports(message.DestinationPorts, ref error),
            NotDestinationPorts = Ports(message.NotDestinationPorts, ref error),
            ServiceAccounts = Accounts(message.ServiceAccounts),
            NotServiceAccounts = Accounts(message.NotServiceAccounts),
        };
        return error;
    }

    private static ValueList<StringMatch> Strings(RepeatedField<Api.StringMatch> field, ref string? error)
    {
        if (field.Count == 0)
        {
            return [];
        }

        var read = new StringMatch[field.Count];
        for (var i = 0; i < read.Length; i++)
        {
            var item = field[i];
            switch (item.MatchTypeCase)
            {
                case Api.StringMatch.MatchTypeOneofCase.Exact:
                    read[i] = new(StringMatchKind.Exact, item.Exact);
                    break;
                case Api.StringMatch.MatchTypeOneofCase.Prefix:
                    read[i] = new(StringMatchKind.Prefix, item.Prefix);
                    break;
                case Api.StringMatch.MatchTypeOneofCase.Suffix:
                    read[i] = new(StringMatchKind.Suffix, item.Suffix);
                    break;
                case Api.StringMatch.MatchTypeOneofCase.Presence:
                    read[i] = new(StringMatchKind.Presence, string.Empty);
                    break;
                default:
                    error = "string match of an unknown kind";
                    break;
            }
        }

        return ValueList.Create<StringMatch>(read);
    }

    private static ValueList<CidrBlock> Blocks(RepeatedField<Api.Address> field, ref string? error)
    {
        if (field.Count == 0)
        {
            return [];
        }

        var read = new CidrBlock[field.Count];
        for (var i = 0; i < read.Length; i++)
        {
            if (!IpAddress.TryRead(field[i].Address_.Span, out var address) || !CidrBlock.TryCreate(address, field[i].Length, out read[i]))
            {
                error = $"address range of {field[i].Address_.Length} bytes with prefix length {field[i].Length}";
            }
        }

        return ValueList.Create<CidrBlock>(read);
    }

    private static ValueList<ushort> Ports(RepeatedField<uint> field, ref string? error)
    {
        if (field.Count == 0)
        {
            return [];
        }

        var read = new ushort[field.Count];
        for (var i = 0; i < read.Length; i++)
        {
            if (field[i] > ushort.MaxValue)
            {
                error = $"port {field[i]} is out of range";
            }

            read[i] = (ushort)field[i];
        }

        return ValueList.Create<ushort>(read);
    }

    private static ValueList<ServiceAccountMatch> Accounts(RepeatedField<Api.ServiceAccountMatch> field)
    {
        if (field.Count == 0)
        {
            return [];
        }

        var read = new ServiceAccountMatch[field.Count];
        for (var i = 0; i < read.Length; i++)
        {
            read[i] = new(field[i].Namespace, field[i].ServiceAccount);
        }

        return ValueList.Create<ServiceAccountMatch>(read);
    }
}
