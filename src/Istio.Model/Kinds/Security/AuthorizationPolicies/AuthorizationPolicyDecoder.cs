using Istio.Core.Names;
using Istio.Core.Values;
using Istio.Model.Decoding;
using Istio.Model.Findings;
using Istio.Model.Kinds.Selectors;
using Istio.Model.Objects;

namespace Istio.Model.Kinds.Security.AuthorizationPolicies;

internal static class AuthorizationPolicyDecoder
{
    public static AuthorizationPolicy Decode(ObjectMeta metadata, FieldReader document)
    {
        document.Ignore("status");
        CheckDryRun(metadata, document);
        return document.Nested("spec", spec => Read(metadata, spec)) ?? new AuthorizationPolicy(metadata);
    }

    private static void CheckDryRun(ObjectMeta metadata, FieldReader document)
    {
        var dryRun = metadata.Annotation(Annotations.DryRun);
        if (dryRun.Length > 0 && !bool.TryParse(dryRun, out _))
        {
            var path = $"metadata.annotations[{Annotations.DryRun}]";
            document.Sink.Error(FindingCode.InvalidValue, document.MarkOf("metadata"), path, $"expected \"true\" or \"false\", found \"{dryRun}\"");
        }
    }

    private static AuthorizationPolicy Read(ObjectMeta metadata, FieldReader spec)
    {
        var policy = new AuthorizationPolicy(metadata)
        {
            Selector = SelectorDecoder.Workloads(spec, "selector", "matchLabels"),
            Targets = Targets(spec),
            Action = spec.StrictChoice(
                "action",
                PolicyAction.Allow,
                ("ALLOW", PolicyAction.Allow),
                ("DENY", PolicyAction.Deny),
                ("AUDIT", PolicyAction.Audit),
                ("CUSTOM", PolicyAction.Custom)),
            Provider = spec.Nested("provider", "", ReadProvider),
            Rules = spec.List("rules", PolicyRuleDecoder.Read),
        };
        CheckProvider(spec, policy);
        if (policy.Action == PolicyAction.Custom)
        {
            CheckCustomRules(spec, policy);
        }

        return policy;
    }

    private static ValueList<PolicyTarget> Targets(FieldReader spec)
    {
        var several = spec.List("targetRefs", ReadTarget);
        var one = spec.Nested("targetRef", ReadTarget);
        var ways = (spec.Has("selector") ? 1 : 0) + (spec.Has("targetRef") ? 1 : 0) + (spec.Has("targetRefs") ? 1 : 0);
        if (ways > 1)
        {
            spec.Error(FindingCode.Conflict, spec.Has("targetRefs") ? "targetRefs" : "targetRef", "only one of targetRefs or selector can be set");
        }

        return one is null ? several : [one];
    }

    private static PolicyTarget ReadTarget(FieldReader target)
    {
        target.Require("kind");
        target.Require("name");
        var ns = target.String("namespace");
        if (ns.Length > 0)
        {
            target.Error(FindingCode.InvalidValue, "namespace", "cross namespace referencing is not currently supported");
        }

        return new PolicyTarget(target.String("group"), target.String("kind"), target.String("name"), ns);
    }

    private static string ReadProvider(FieldReader provider)
    {
        provider.Require("name");
        return provider.String("name");
    }

    private static void CheckProvider(FieldReader spec, AuthorizationPolicy policy)
    {
        var isCustom = policy.Action == PolicyAction.Custom;
        if (isCustom && !spec.Has("provider"))
        {
            spec.Error(FindingCode.MissingField, "action", "CUSTOM needs a provider");
        }
        else if (!isCustom && spec.Has("provider"))
        {
            spec.Error(FindingCode.Conflict, "provider", "only CUSTOM takes a provider");
        }
    }

    /// <summary>An external authorizer is asked before the caller's namespace is known to it.</summary>
    private static void CheckCustomRules(FieldReader spec, AuthorizationPolicy policy)
    {
        foreach (var rule in policy.Rules)
        {
            foreach (var source in rule.From)
            {
                if (!source.Namespaces.IsEmpty || !source.NotNamespaces.IsEmpty)
                {
                    spec.Error(FindingCode.Conflict, "rules", "CUSTOM rules cannot use namespaces");
                }
            }
        }
    }
}
