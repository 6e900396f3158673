using Istio.Core.Identity;
using Istio.Core.Values;
using Istio.Model.Kinds.Security.AuthorizationPolicies;

namespace Istio.Model.Policies;

/// <summary>
/// The principals that a policy is to keep out: those that a DENY names and those that an ALLOW excludes. ztunnel compares them with the identity in the
/// caller's certificate, which is of the mesh's trust domain (it refuses every other), so a principal of another one keeps nobody out.
/// </summary>
internal static class KeptOut
{
    /// <summary>The patterns, and those of a former trust domain a second time in the mesh's own: the workload they mean has moved there.</summary>
    public static IEnumerable<string> WithAliases(ValueList<string> patterns, PolicySettings settings) =>
        patterns.Concat(patterns.SelectMany(pattern => Moved(pattern, settings))).Distinct(StringComparer.Ordinal);

    /// <summary>The principals of a rule that can match nobody, each with the path of its field below the rule.</summary>
    public static IEnumerable<(string Path, string Principal)> Unmatchable(PolicyRule rule, bool denies, PolicySettings settings) =>
        Principals(rule, denies).Where(found => !CanMatch(found.Principal, settings.TrustDomain) && !IsOfAlias(found.Principal, settings));

    /// <summary>
    /// The principals of former trust domains that a rule lets in: those that an ALLOW names and those that a DENY excludes. Such a caller gets in nowhere.
    /// </summary>
    public static IEnumerable<(string Path, string Principal)> LetInByAlias(PolicyRule rule, bool denies, PolicySettings settings) =>
        Principals(rule, !denies).Where(found => !CanMatch(found.Principal, settings.TrustDomain) && IsOfAlias(found.Principal, settings));

    /// <param name="positive">Those that the rule names; else those that it excludes.</param>
    private static IEnumerable<(string Path, string Principal)> Principals(PolicyRule rule, bool positive)
    {
        for (var i = 0; i < rule.From.Count; i++)
        {
            var (name, principals) = positive ? ("principals", rule.From[i].Principals) : ("notPrincipals", rule.From[i].NotPrincipals);
            for (var j = 0; j < principals.Count; j++)
            {
                yield return ($"from[{i}].source.{name}[{j}]", principals[j]);
            }
        }

        for (var i = 0; i < rule.When.Count; i++)
        {
            var (name, principals) = positive ? ("values", rule.When[i].Values) : ("notValues", rule.When[i].NotValues);
            for (var j = 0; j < principals.Count && rule.When[i].Key == "source.principal"; j++)
            {
                yield return ($"when[{i}].{name}[{j}]", principals[j]);
            }
        }
    }

    private static bool IsOfAlias(string principal, PolicySettings settings) => settings.TrustDomainAliases.Any(alias => CanMatch(principal, alias));

    /// <summary>Whether any identity of a trust domain fits the pattern.</summary>
    private static bool CanMatch(string pattern, string trustDomain)
    {
        var (kind, value) = TextMatch.Parse(pattern);
        var start = $"{trustDomain}/ns/";
        return kind switch
        {
            TextMatchKind.Exact => value.StartsWith(start, StringComparison.Ordinal) && SpiffeId.TryParse(SpiffeId.Scheme + value, out _),
            TextMatchKind.Prefix => value.StartsWith(start, StringComparison.Ordinal) || start.StartsWith(value, StringComparison.Ordinal),
            _ => true,
        };
    }

    private static IEnumerable<string> Moved(string pattern, PolicySettings settings) => settings.TrustDomainAliases
        .Where(alias => pattern.StartsWith(alias + "/", StringComparison.Ordinal))
        .Select(alias => settings.TrustDomain + pattern[alias.Length..]);
}
