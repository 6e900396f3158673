using CsCheck;
using Istio.Core.Identity;
using Istio.Core.Net;
using Istio.Core.Values;
using Ztunnel.Policies;
using Ztunnel.State;

namespace Ztunnel.Tests.Policies;

public sealed class PolicyPropertyTests
{
    private static readonly Gen<string> Name = Pick("a", "b", "ab");

    private static readonly Gen<StringMatch> NamespaceMatch = Gen.Select(
        Gen.Enum<StringMatchKind>(), Name, (kind, name) => new StringMatch(kind, kind == StringMatchKind.Presence ? "" : name));

    private static readonly Gen<StringMatch> PrincipalMatch = Gen.Select(
        Gen.Enum<StringMatchKind>(),
        Pick("td/ns/a/sa/b", "td/", "sa/a", "td/ns/ab/sa/a"),
        (kind, text) => new StringMatch(kind, kind == StringMatchKind.Presence ? "" : text));

    private static readonly Gen<IpAddress> Address = Pick("10.0.0.1", "10.0.1.1", "192.168.0.1", "2001:db8::1").Select(IpAddress.Parse);

    private static readonly Gen<CidrBlock> Block = Pick("10.0.0.0/24", "10.0.0.0/8", "0.0.0.0/0", "192.168.0.1/32", "2001:db8::/32", "::/0")
        .Select(text => CidrBlock.TryParse(text, out var block) ? block : throw new FormatException(text));

    private static readonly Gen<ushort> Port = Pick<ushort>(80, 443, 8080);

    private static readonly Gen<ServiceAccountMatch> Account = Gen.Select(Name, Name, (ns, sa) => new ServiceAccountMatch(ns, sa));

    private static readonly Gen<PolicyMatch> Match =
        Gen.Select(
            Gen.Select(Few(NamespaceMatch), Few(NamespaceMatch), Few(PrincipalMatch), Few(PrincipalMatch)),
            Gen.Select(Few(Block), Few(Block), Few(Block), Few(Block)),
            Gen.Select(Few(Port), Few(Port), Few(Account), Few(Account)),
            (names, blocks, rest) => new PolicyMatch
            {
                Namespaces = names.Item1,
                NotNamespaces = names.Item2,
                Principals = names.Item3,
                NotPrincipals = names.Item4,
                SourceIps = blocks.Item1,
                NotSourceIps = blocks.Item2,
                DestinationIps = blocks.Item3,
                NotDestinationIps = blocks.Item4,
                DestinationPorts = rest.Item1,
                NotDestinationPorts = rest.Item2,
                ServiceAccounts = rest.Item3,
                NotServiceAccounts = rest.Item4,
            });

    private static readonly Gen<PolicyRule> Rule = Match.Array[0, 2].Select(m => new PolicyClause(m.ToValueList())).Array[0, 3].Select(c => new PolicyRule(c.ToValueList()));

    private static readonly Gen<AuthorizationPolicy> Policy = Gen.Select(
        Gen.Select(Name, Name, (ns, name) => (ns, name)),
        Gen.Enum<PolicyScope>(),
        Gen.Enum<PolicyAction>(),
        Gen.Bool,
        Rule.Array[0, 3],
        (key, scope, action, dryRun, rules) => new AuthorizationPolicy
        {
            Namespace = key.ns,
            Name = key.name,
            Key = $"{key.ns}/{key.name}",
            Scope = scope,
            Action = action,
            DryRun = dryRun,
            Rules = rules.ToValueList(),
        });

    private static readonly Gen<ConnectionFacts> Facts = Gen.Select(
        Address,
        Gen.Null(Gen.Select(Name, Name, (ns, sa) => new PeerIdentity(new SpiffeId("td", ns, sa)))),
        Gen.Select(Address, Port, (address, port) => new IpPort(address, port)),
        Gen.Select(Name, Gen.Select(Name, Name, (ns, name) => $"{ns}/{name}").Array[0, 3], (ns, policies) => new Workload
        {
            Uid = "u",
            Name = "w",
            Namespace = ns,
            AuthorizationPolicies = policies.ToValueList(),
        }),
        (source, identity, target, destination) => new ConnectionFacts(source, identity, target, destination));

    [Fact]
    public void A_decision_is_the_one_the_documented_semantics_give() =>
        Gen.Select(Policy.Array[0, 5], Facts).Sample((policies, facts) =>
            Compile(policies).Evaluate(facts).IsAllowed == PolicyOracle.IsAllowed(Distinct(policies), facts));

    [Fact]
    public void Counting_dry_runs_in_is_the_same_as_enforcing_them() =>
        Gen.Select(Policy.Array[0, 5], Facts).Sample((policies, facts) =>
            Compile(policies).EvaluateWithDryRuns(facts).IsAllowed
                == PolicyOracle.IsAllowed(Distinct(policies).Select(p => p with { DryRun = false }).ToList(), facts));

    [Fact]
    public void A_removed_policy_leaves_no_trace() =>
        Gen.Select(Policy.Array[1, 5], Facts).Sample((policies, facts) =>
        {
            var gone = policies[0].Key;
            var rest = Distinct(policies).Where(p => p.Key != gone).ToList();
            return Compile(policies).Without(gone).Evaluate(facts) == Compile(rest).Evaluate(facts);
        });

    [Fact]
    public void The_order_in_which_policies_arrive_does_not_matter() =>
        Gen.Select(Policy.Array[0, 5], Facts).Sample((policies, facts) =>
        {
            var distinct = Distinct(policies);
            return Compile(distinct).Evaluate(facts) == Compile(Enumerable.Reverse(distinct)).Evaluate(facts);
        });

    [Fact]
    public void A_batch_gives_what_its_changes_give_one_by_one() =>
        Gen.Select(Policy.Array[0, 5], Gen.Select(Policy, Gen.Bool).Array[0, 8], Facts).Sample((known, changes, facts) =>
        {
            var start = Compile(known);
            var builder = new CompiledPoliciesBuilder(start);
            var expected = start;
            foreach (var (policy, puts) in changes)
            {
                if (puts)
                {
                    builder.Put(policy);
                    expected = expected.With(policy);
                }
                else
                {
                    builder.Remove(policy.Key);
                    expected = expected.Without(policy.Key);
                }
            }

            var built = builder.Build();
            return built.Count == expected.Count
                && built.HasDryRuns == expected.HasDryRuns
                && built.Evaluate(facts) == expected.Evaluate(facts)
                && built.EvaluateWithDryRuns(facts) == expected.EvaluateWithDryRuns(facts);
        });

    private static List<AuthorizationPolicy> Distinct(IEnumerable<AuthorizationPolicy> policies) =>
        policies.GroupBy(p => p.Key).Select(group => group.Last()).ToList();

    private static CompiledPolicies Compile(IEnumerable<AuthorizationPolicy> policies) =>
        policies.Aggregate(CompiledPolicies.Empty, (compiled, policy) => compiled.With(policy));

    private static Gen<T> Pick<T>(params T[] items) => Gen.Int[0, items.Length - 1].Select(i => items[i]);

    private static Gen<ValueList<T>> Few<T>(Gen<T> gen) =>
        Gen.Frequency((3, Gen.Const(ValueList<T>.Empty)), (1, gen.Array[1, 2].Select(items => items.ToValueList())));
}
