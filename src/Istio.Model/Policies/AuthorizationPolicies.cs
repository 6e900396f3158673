using Istio.Core.Names;
using Istio.Core.Values;
using Istio.Model.Findings;
using Istio.Model.Kinds;

namespace Istio.Model.Policies;

/// <summary>
/// The part of AuthorizationPolicies that ztunnel enforces. What needs HTTP is beyond it: in a policy that allows, a rule with such a
/// part disappears, so that nobody gets in by half a rule; in one that denies, the part is left out, so that the rule denies more.
/// </summary>
public static class AuthorizationPolicies
{
    public static PolicyConversion Convert(AuthorizationPolicy policy, string rootNamespace)
    {
        if (!policy.Targets.IsEmpty)
        {
            string reason = "a policy with targetRefs is enforced by the waypoint or gateway it names, of which this version has none";
            return new PolicyConversion(null, [NotEnforced(policy, "spec", reason)]);
        }

        if (policy.Action is PolicyAction.Audit or PolicyAction.Custom)
        {
            string action = policy.Action == PolicyAction.Audit ? "AUDIT" : "CUSTOM";
            return new PolicyConversion(null, [NotEnforced(policy, "spec.action", $"ztunnel does not support the {action} action")]);
        }

        List<L4Group> groups = [];
        List<Finding> findings = [];
        for (int i = 0; i < policy.Rules.Count; i++)
        {
            ConvertRule(policy, i, groups, findings);
        }

        ObjectName name = policy.ObjectName;
        L4Policy converted = new(name.Namespace, name.Name, ScopeOf(policy, rootNamespace), policy.Action == PolicyAction.Deny, groups.ToValueList())
        {
            IsDryRun = policy.Metadata.Annotation(Annotations.DryRun).Equals("true", StringComparison.OrdinalIgnoreCase),
        };
        return new PolicyConversion(converted, findings.ToValueList());
    }

    private static PolicyScope ScopeOf(AuthorizationPolicy policy, string rootNamespace)
    {
        if (policy.Selector is not null)
        {
            return PolicyScope.WorkloadSelector;
        }

        return policy.Metadata.Namespace == rootNamespace ? PolicyScope.Global : PolicyScope.Namespace;
    }

    private static void ConvertRule(AuthorizationPolicy policy, int index, List<L4Group> groups, List<Finding> findings)
    {
        PolicyRule rule = policy.Rules[index];
        ValueList<string> httpParts = HttpAttributes.Of(rule);
        bool denies = policy.Action == PolicyAction.Deny;
        if (!httpParts.IsEmpty)
        {
            string consequence = denies ? "they are left out, so the rule denies more than it says" : "the rule is left out, so it allows nobody";
            string message = $"ztunnel does not support HTTP attributes ({string.Join(", ", httpParts)}); {consequence}";
            findings.Add(NotEnforced(policy, $"spec.rules[{index}]", message));
        }

        if (httpParts.IsEmpty || denies)
        {
            groups.Add(L4Rules.Convert(rule, policy.Metadata.Namespace));
        }
    }

    private static Finding NotEnforced(AuthorizationPolicy policy, string path, string message) =>
        new(FindingCode.NotEnforced, Severity.Warning, policy.Key, null, path, message);
}
