using Google.Protobuf;
using Istio.Core.Identity;
using Istio.Core.Net;
using Istio.Core.Values;
using Ztunnel.Policies;
using Ztunnel.State;
using Wire = Istio.Api.Security;

namespace Ztunnel.Tests.Policies;

public sealed class CompiledPoliciesTests
{
    private static readonly Workload Reviews = new() { Uid = "u", Name = "reviews", Namespace = "shop", AuthorizationPolicies = ["shop/picked"] };

    [Fact]
    public void Without_any_policy_a_connection_is_allowed() =>
        Assert.Equal(Verdict.AllowedByDefault, CompiledPolicies.Empty.Evaluate(Facts("web")).Verdict);

    [Fact]
    public void An_allow_policy_without_rules_denies_everything()
    {
        var decision = Compile(Policy("nothing", PolicyAction.Allow, PolicyScope.Namespace)).Evaluate(Facts("web"));

        Assert.False(decision.IsAllowed);
        Assert.Equal("allow policies exist, but none allowed", decision.Reason);
    }

    [Fact]
    public void A_deny_policy_without_rules_has_no_effect() =>
        Assert.True(Compile(Policy("nothing", PolicyAction.Deny, PolicyScope.Namespace)).Evaluate(Facts("web")).IsAllowed);

    [Fact]
    public void A_rule_without_clauses_matches_everything() =>
        Assert.False(Compile(Policy("all", PolicyAction.Deny, PolicyScope.Global, new PolicyRule([]))).Evaluate(Facts("web")).IsAllowed);

    [Fact]
    public void A_match_without_attributes_never_holds()
    {
        var allow = Policy("empty-match", PolicyAction.Allow, PolicyScope.Namespace, new PolicyRule([new PolicyClause([new PolicyMatch()])]));

        Assert.False(Compile(allow).Evaluate(Facts("web")).IsAllowed);
    }

    [Fact]
    public void A_denial_names_the_policy_and_the_rule()
    {
        var deny = Policy("no-web", PolicyAction.Deny, PolicyScope.Namespace, From("api"), From("web"));

        var decision = Compile(deny).Evaluate(Facts("web"));

        Assert.Equal("explicitly denied by: shop/no-web", decision.Reason);
        Assert.Equal(1, decision.Rule);
    }

    [Fact]
    public void A_selector_policy_binds_only_workloads_that_list_it()
    {
        var policies = Compile(
            Policy("picked", PolicyAction.Allow, PolicyScope.WorkloadSelector, From("web")),
            Policy("other", PolicyAction.Deny, PolicyScope.WorkloadSelector, From("web")));

        Assert.True(policies.Evaluate(Facts("web")).IsAllowed);
        Assert.False(policies.Evaluate(Facts("api")).IsAllowed);
    }

    [Fact]
    public void A_dry_run_policy_is_evaluated_but_not_enforced()
    {
        var policies = Compile(Policy("try", PolicyAction.Deny, PolicyScope.Namespace, From("web")) with { DryRun = true });

        Assert.True(policies.HasDryRuns);
        Assert.True(policies.Evaluate(Facts("web")).IsAllowed);
        Assert.Equal("explicitly denied by: shop/try", policies.EvaluateWithDryRuns(Facts("web")).Reason);
    }

    [Fact]
    public void Strict_mutual_tls_is_a_denial_of_peers_without_identity()
    {
        var strict = Policy("strict", PolicyAction.Deny, PolicyScope.Global, Rule(new PolicyMatch { NotPrincipals = [new(StringMatchKind.Presence, "")] }));

        Assert.True(Compile(strict).Evaluate(Facts("web")).IsAllowed);
        Assert.False(Compile(strict).Evaluate(Facts(null)).IsAllowed);
    }

    [Fact]
    public void Evaluation_allocates_nothing()
    {
        var policies = Compile(
            Policy("picked", PolicyAction.Allow, PolicyScope.WorkloadSelector, From("web")),
            Policy("ns", PolicyAction.Deny, PolicyScope.Namespace, From("api")),
            Policy("mesh", PolicyAction.Deny, PolicyScope.Global, Rule(new PolicyMatch { NotPrincipals = [new(StringMatchKind.Presence, "")] })),
            Policy("try", PolicyAction.Deny, PolicyScope.Namespace, From("web")) with { DryRun = true });
        var facts = Facts("web");
        var allowed = true;
        Evaluate(100);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Evaluate(1000);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(allowed);

        void Evaluate(int times)
        {
            for (var i = 0; i < times; i++)
            {
                allowed &= policies.Evaluate(facts).IsAllowed;
                allowed &= !policies.EvaluateWithDryRuns(facts).IsAllowed;
            }
        }
    }

    /// <summary>On this rests that a DENY with HTTP parts fails closed: istiod sends an empty clause for what cannot be evaluated.</summary>
    [Theory]
    [InlineData("client", false)]
    [InlineData(null, false)]
    [InlineData("client", true)]
    [InlineData(null, true)]
    public void A_deny_with_an_empty_clause_denies_every_caller_and_one_with_an_empty_match_denies_none(string? account, bool emptyMatch)
    {
        var clause = new Wire.Rules();
        if (emptyMatch)
        {
            clause.Matches.Add(new Wire.Match());
        }

        var message = new Wire.Authorization { Name = "get", Namespace = "shop", Scope = Wire.Scope.Namespace, Action = Wire.Action.Deny, Groups = { new Wire.Group { Rules = { clause } } } };
        var received = Wire.Authorization.Parser.ParseFrom(message.ToByteArray());

        var decision = Compile(AuthorizationDecoder.Decode(received).Value!).Evaluate(Facts(account));

        Assert.Equal(emptyMatch ? Verdict.AllowedByDefault : Verdict.Denied, decision.Verdict);
    }

    [Fact]
    public void A_policy_that_is_sent_again_as_it_was_changes_nothing()
    {
        var compiled = Compile(Policy("a", PolicyAction.Deny, PolicyScope.Namespace, From("web")));

        Assert.Same(compiled, compiled.With(Policy("a", PolicyAction.Deny, PolicyScope.Namespace, From("web"))));
        Assert.NotSame(compiled, compiled.With(Policy("a", PolicyAction.Deny, PolicyScope.Namespace, From("other"))));
    }

    private static ConnectionFacts Facts(string? account) => new(
        IpAddress.Parse("10.0.0.1"),
        account is null ? null : new PeerIdentity(new SpiffeId("cluster.local", "shop", account)),
        IpPort.Parse("10.0.0.2:8080"),
        Reviews);

    private static PolicyRule From(string account) =>
        Rule(new PolicyMatch { Principals = [new(StringMatchKind.Exact, $"cluster.local/ns/shop/sa/{account}")] });

    private static PolicyRule Rule(PolicyMatch match) => new([new PolicyClause([match])]);

    private static AuthorizationPolicy Policy(string name, PolicyAction action, PolicyScope scope, params ReadOnlySpan<PolicyRule> rules) => new()
    {
        Name = name,
        Namespace = "shop",
        Key = $"shop/{name}",
        Action = action,
        Scope = scope,
        Rules = ValueList.Create(rules),
    };

    private static CompiledPolicies Compile(params ReadOnlySpan<AuthorizationPolicy> policies)
    {
        var compiled = CompiledPolicies.Empty;
        foreach (var policy in policies)
        {
            compiled = compiled.With(policy);
        }

        return compiled;
    }
}
