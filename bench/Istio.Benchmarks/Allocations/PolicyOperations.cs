using Istio.Core.Identity;
using Istio.Core.Net;
using Ztunnel.Policies;
using Ztunnel.State;

namespace Istio.Benchmarks.Allocations;

/// <summary>What every new connection pays, and every open one when a policy changes.</summary>
internal static class PolicyOperations
{
    public static Operation Evaluate()
    {
        var policies = Policies();
        var facts = Facts();
        return new SimpleOperation("policy: evaluate 21 policies", () => Expect(policies.Evaluate(facts)));
    }

    public static Operation EvaluateWithDryRuns()
    {
        var policies = Policies();
        var facts = Facts();
        return new SimpleOperation("policy: evaluate 21 policies, dry runs counted in", () => Expect(policies.EvaluateWithDryRuns(facts)));
    }

    private static void Expect(Decision decision)
    {
        if (decision.Verdict != Verdict.Allowed)
        {
            throw new InvalidOperationException("The measured policies do not decide what they are measured for.");
        }
    }

    private static ConnectionFacts Facts() => new(
        IpAddress.Parse("10.1.2.3"),
        new PeerIdentity(new SpiffeId("cluster.local", "default", "productpage")),
        new IpPort(IpAddress.Parse("10.9.8.7"), 9080),
        new Workload { Uid = "reviews", Name = "reviews", Namespace = "default" });

    /// <summary>Twenty that do not match, by every attribute there is, and one that allows.</summary>
    private static CompiledPolicies Policies()
    {
        var policies = CompiledPolicies.Empty;
        for (var i = 0; i < 10; i++)
        {
            policies = policies.With(Policy($"deny-{i}", PolicyAction.Deny, isDryRun: i % 2 == 0, Match($"elsewhere-{i}", $"10.{i + 100}.0.0/16", port: 1)));
            policies = policies.With(Policy($"allow-{i}", PolicyAction.Allow, isDryRun: false, Match($"nobody-{i}", "10.1.0.0/16", port: 9080)));
        }

        return policies.With(Policy("last", PolicyAction.Allow, isDryRun: false, Match("default", "10.0.0.0/8", port: 9080)));
    }

    private static AuthorizationPolicy Policy(string name, PolicyAction action, bool isDryRun, PolicyMatch match) => new()
    {
        Name = name,
        Namespace = "default",
        Key = $"default/{name}",
        Scope = PolicyScope.Namespace,
        Action = action,
        DryRun = isDryRun,
        Rules = [new PolicyRule([new PolicyClause([match])])],
    };

    private static PolicyMatch Match(string sourceNamespace, string source, ushort port) => new()
    {
        Namespaces = [new StringMatch(StringMatchKind.Exact, sourceNamespace)],
        NotPrincipals = [new StringMatch(StringMatchKind.Suffix, "/sa/nobody")],
        SourceIps = [Block(source)],
        DestinationPorts = [port],
    };

    private static CidrBlock Block(string text) =>
        CidrBlock.TryParse(text, out var block) ? block : throw new FormatException(text);
}
