using Istio.Core.Names;
using Istio.Core.Values;
using Istio.Model.Findings;
using Istio.Model.Kinds.Security.AuthorizationPolicies;

namespace Istio.Model.Policies;

/// <summary>
/// The part of AuthorizationPolicies that ztunnel enforces. What needs HTTP is beyond it, and both actions fail closed: in a policy that allows, a rule with
/// such a part disappears, so that nobody gets in by half a rule; in one that denies, the part is left out and the rule denies every connection that the
/// rest of it matches.
/// </summary>
public static class AuthorizationPolicies
{
    /// <summary>How many HTTP attributes a finding names: a rule may have any number of headers.</summary>
    private const int NamedAttributes = 10;

    public static PolicyConversion Convert(AuthorizationPolicy policy, PolicySettings settings)
    {
        if (!policy.Targets.IsEmpty)
        {
            var reason = "a policy with targetRefs is enforced by the waypoint or gateway it names, of which this version has none; nothing enforces it";
            return new PolicyConversion(null, [NotEnforced(policy, "spec", reason)]);
        }

        if (policy.Action is PolicyAction.Audit or PolicyAction.Custom)
        {
            var action = policy.Action == PolicyAction.Audit ? "AUDIT" : "CUSTOM";
            var reason = $"ztunnel does not support the {action} action; nothing enforces the policy";
            return new PolicyConversion(null, [NotEnforced(policy, "spec.action", reason)]);
        }

        var groups = new List<L4Group>();
        var findings = new List<Finding>();
        if (policy.Action == PolicyAction.Deny && policy.Rules.IsEmpty)
        {
            findings.Add(NotEnforced(policy, "spec.rules", "a DENY without rules denies nobody; a rule without parts, {}, denies everybody"));
        }

        for (var i = 0; i < policy.Rules.Count; i++)
        {
            ConvertRule(policy, i, settings, groups, findings);
        }

        var name = policy.ObjectName;
        var converted = new L4Policy(name.Namespace, name.Name, ScopeOf(policy, settings), policy.Action == PolicyAction.Deny, groups.ToValueList())
        {
            IsDryRun = policy.Metadata.Annotation(Annotations.DryRun).Equals("true", StringComparison.OrdinalIgnoreCase),
        };
        return new PolicyConversion(converted, findings.ToValueList());
    }

    private static PolicyScope ScopeOf(AuthorizationPolicy policy, PolicySettings settings)
    {
        if (policy.Selector is not null)
        {
            return PolicyScope.WorkloadSelector;
        }

        return policy.Metadata.Namespace == settings.RootNamespace ? PolicyScope.Global : PolicyScope.Namespace;
    }

    private static void ConvertRule(AuthorizationPolicy policy, int index, PolicySettings settings, List<L4Group> groups, List<Finding> findings)
    {
        var rule = policy.Rules[index];
        var path = $"spec.rules[{index}]";
        var denies = policy.Action == PolicyAction.Deny;
        var httpParts = HttpAttributes.Of(rule);
        if (!denies && !httpParts.IsEmpty)
        {
            findings.Add(NotEnforced(policy, path, $"{NotSupported(httpParts)}; the rule is left out, so it allows nobody"));
            return;
        }

        var group = new L4Rules(settings, policy.Metadata.Namespace, denies).Convert(rule);
        groups.Add(group);
        if (!httpParts.IsEmpty)
        {
            var denied = group.MatchesEverything ? "every connection" : "every connection that the rest of it matches";
            findings.Add(NotEnforced(policy, path, $"{NotSupported(httpParts)}; the rule denies {denied}"));
        }

        foreach (var (field, principal) in KeptOut.Unmatchable(rule, denies, settings))
        {
            var shape = $"identities here are {settings.TrustDomain}/ns/NAMESPACE/sa/ACCOUNT";
            findings.Add(NotEnforced(policy, $"{path}.{field}", $"\"{principal}\" can match nobody, so it keeps nobody out; {shape}"));
        }

        foreach (var (field, principal) in KeptOut.LetInByAlias(rule, denies, settings))
        {
            var reason = $"\"{principal}\" is of an alias of the trust domain, whose identities ztunnel does not let in, so it lets nobody in";
            findings.Add(NotEnforced(policy, $"{path}.{field}", $"{reason}; write it with {settings.TrustDomain}"));
        }
    }

    private static string NotSupported(ValueList<string> httpParts)
    {
        var more = httpParts.Count > NamedAttributes ? $" and {httpParts.Count - NamedAttributes} more" : "";
        return $"ztunnel does not support HTTP attributes ({string.Join(", ", httpParts.Take(NamedAttributes))}{more})";
    }

    private static Finding NotEnforced(AuthorizationPolicy policy, string path, string message) =>
        new(FindingCode.NotEnforced, Severity.Warning, policy.Key, null, path, message);
}
