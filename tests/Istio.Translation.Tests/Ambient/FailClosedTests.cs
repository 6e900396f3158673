using Istio.Core.Values;
using Istio.Model.Findings;
using Istio.Model.Kinds.Mesh;
using Istio.Model.Objects;

namespace Istio.Translation.Tests.Ambient;

/// <summary>A policy that ztunnel cannot enforce as written lets nobody in whom it was written to keep out.</summary>
public sealed class FailClosedTests
{
    private const string Client = "cluster.local/ns/shop/sa/client";
    private const string Other = "cluster.local/ns/other/sa/other";

    /// <summary>Callers with and without identity, at the port that rules name and at another.</summary>
    private static readonly PolicyJudge[] Connections =
    [
        new(Client, "10.1.0.1", 80), new(Client, "10.1.0.1", 81), new(Other, "10.2.0.1", 80), new(Other, "10.2.0.1", 81), new("", "10.1.0.1", 80),
        new("", "10.2.0.1", 81),
    ];

    private static readonly string[] HttpOperations =
        ["hosts: [a.test]", "notHosts: [a.test]", "methods: [GET]", "notMethods: [GET]", "paths: [/admin]", "notPaths: [/public]"];

    private static readonly string[] HttpSources =
        ["requestPrincipals: [\"*\"]", "notRequestPrincipals: [\"*\"]", "remoteIpBlocks: [1.2.3.0/24]", "notRemoteIpBlocks: [1.2.3.0/24]"];

    private static readonly string[] HttpConditions =
    [
        "key: \"request.headers[x-user]\", values: [a]", "key: \"request.headers[x-user]\", notValues: [a]", "key: remote.ip, values: [1.2.3.4]",
        "key: request.auth.principal, values: [a]", "key: request.auth.audiences, values: [a]", "key: request.auth.presenter, values: [a]",
        "key: \"request.auth.claims[group]\", values: [a]", "key: connection.sni, values: [a.test]", "key: experimental.envoy.filters.a, values: [b]",
        "key: source.serviceAccount, values: [shop/client]",
    ];

    public static TheoryData<string> HttpRules => new(
    [
        .. HttpOperations.Select(part => $"to: [{{operation: {{ {part} }}}}]"),
        .. HttpSources.Select(part => $"from: [{{source: {{ {part} }}}}]"),
        .. HttpConditions.Select(part => $"when: [{{ {part} }}]"),
        "to: [{operation: {methods: [GET], notPaths: [/a]}}], from: [{source: {requestPrincipals: [a]}}], when: [{key: remote.ip, values: [1.2.3.4]}]",
        "to: [{operation: {ports: [\"80\"]}}, {operation: {methods: [GET]}}]",
        "from: [{source: {principals: [cluster.local/ns/b/sa/c]}}, {source: {remoteIpBlocks: [1.2.3.4]}}]",
    ]);

    [Theory]
    [MemberData(nameof(HttpRules))]
    public void A_deny_of_which_no_part_is_left_denies_every_connection(string rule)
    {
        var mesh = new TestMesh(Yaml.Policy("deny", $"action: DENY, rules: [{{ {rule} }}]"));
        var policy = mesh.Policy("shop/deny")!;

        Assert.All(Connections, connection => Assert.True(connection.Matches(policy)));
        Assert.EndsWith("; the rule denies every connection", Finding(mesh, "deny").Message);
    }

    [Theory]
    [MemberData(nameof(HttpRules))]
    public void An_allow_with_such_a_part_allows_nobody(string rule)
    {
        var mesh = new TestMesh(Yaml.Policy("allow", $"rules: [{{ {rule} }}]"));
        var policy = mesh.Policy("shop/allow")!;

        Assert.All(Connections, connection => Assert.False(connection.Matches(policy)));
        Assert.EndsWith("; the rule is left out, so it allows nobody", Finding(mesh, "allow").Message);
    }

    public static TheoryData<string, string> MixedRules
    {
        get
        {
            var rules = new TheoryData<string, string>();
            foreach (var operation in HttpOperations)
            {
                rules.Add($"to: [{{operation: {{ports: [\"80\"], {operation} }}}}]", "to: [{operation: {ports: [\"80\"]}}]");
                rules.Add($"to: [{{operation: {{ {operation} }}}}], from: [{{source: {{namespaces: [shop]}}}}]", "from: [{source: {namespaces: [shop]}}]");
            }

            foreach (var source in HttpSources)
            {
                rules.Add($"from: [{{source: {{principals: [{Client}], {source} }}}}]", $"from: [{{source: {{principals: [{Client}]}}}}]");
                rules.Add($"from: [{{source: {{ {source} }}}}], to: [{{operation: {{notPorts: [\"80\"]}}}}]", "to: [{operation: {notPorts: [\"80\"]}}]");
            }

            foreach (var condition in HttpConditions)
            {
                rules.Add(
                    $"when: [{{ {condition} }}, {{key: source.ip, values: [10.1.0.0/16]}}], to: [{{operation: {{ports: [\"80\"]}}}}]",
                    "when: [{key: source.ip, values: [10.1.0.0/16]}], to: [{operation: {ports: [\"80\"]}}]");
            }

            return rules;
        }
    }

    [Theory]
    [MemberData(nameof(MixedRules))]
    public void A_deny_denies_what_the_rest_of_it_matches(string rule, string rest)
    {
        var mesh = new TestMesh(Yaml.Policy("mixed", $"action: DENY, rules: [{{ {rule} }}]"), Yaml.Policy("rest", $"action: DENY, rules: [{{ {rest} }}]"));
        var (mixed, expected) = (mesh.Policy("shop/mixed")!, mesh.Policy("shop/rest")!);

        Assert.Contains(Connections, connection => connection.Matches(expected));
        Assert.Contains(Connections, connection => !connection.Matches(expected));
        Assert.All(Connections, connection => Assert.Equal(connection.Matches(expected), connection.Matches(mixed)));
        Assert.EndsWith("; the rule denies every connection that the rest of it matches", Finding(mesh, "mixed").Message);
    }

    [Fact]
    public void The_finding_of_a_deny_names_what_cannot_be_judged_and_what_happens()
    {
        var mesh = new TestMesh(Yaml.Policy("get", "action: DENY, rules: [{to: [{operation: {methods: [GET], paths: [/a]}}]}]"));

        Assert.Equal(
            "warning: AuthorizationPolicy shop/get: spec.rules[0]: ztunnel does not support HTTP attributes (methods, paths); the rule denies every connection",
            Finding(mesh, "get").ToString());
    }

    [Fact]
    public void A_finding_names_ten_attributes_and_counts_the_rest()
    {
        var conditions = Enumerable.Range(0, 5_000).Select(i => $"{{key: \"request.headers[x-{i}]\", values: [a]}}");
        var mesh = new TestMesh(Yaml.Policy("headers", $"action: DENY, rules: [{{when: [{string.Join(", ", conditions)}]}}]"));

        Assert.Contains("request.headers[x-9] and 4990 more)", Finding(mesh, "headers").Message);
    }

    [Theory]
    [InlineData("from: [{source: {principals: [cluster.local/ns/shop/sa/client]}}]", "from[0].source.principals[0]")]
    [InlineData("from: [{source: {principals: [\"*\", elsewhere.test/ns/shop/sa/client]}}]", "from[0].source.principals[1]")]
    [InlineData("from: [{source: {principals: [\"elsewhere.test/*\"]}}]", "from[0].source.principals[0]")]
    [InlineData("from: [{source: {principals: [spiffe://example.org/ns/shop/sa/client]}}]", "from[0].source.principals[0]")]
    [InlineData("from: [{source: {principals: [example.org/shop/client]}}]", "from[0].source.principals[0]")]
    [InlineData("when: [{key: source.principal, values: [cluster.local/ns/shop/sa/client]}]", "when[0].values[0]")]
    public void A_principal_that_nobody_here_has_is_told_where_it_was_to_keep_somebody_out(string rule, string path)
    {
        var mesh = new TestMesh(Yaml.Policy("deny", $"action: DENY, rules: [{{ {rule} }}]"));
        mesh.Configure(new MeshConfig { TrustDomain = "example.org" });

        var finding = Finding(mesh, "deny");
        Assert.Equal($"spec.rules[0].{path}", finding.FieldPath);
        Assert.EndsWith("can match nobody, so it keeps nobody out; identities here are example.org/ns/NAMESPACE/sa/ACCOUNT", finding.Message);
    }

    [Fact]
    public void So_is_one_that_an_allow_excludes()
    {
        var mesh = new TestMesh(Yaml.Policy("allow", "rules: [{from: [{source: {notPrincipals: [elsewhere.test/ns/shop/sa/client]}}]}]"));

        Assert.Equal("spec.rules[0].from[0].source.notPrincipals[0]", Finding(mesh, "allow").FieldPath);
    }

    [Theory]
    [InlineData("action: DENY, rules: [{from: [{source: {principals: [example.org/ns/shop/sa/client, \"exam*\", \"*/sa/client\", \"*\"]}}]}]")]
    [InlineData("action: DENY, rules: [{from: [{source: {principals: [\"example.org/*\", \"example.org/ns/shop/*\"]}}]}]")]
    [InlineData("action: DENY, rules: [{from: [{source: {principals: [old.test/ns/shop/sa/client, \"old.test/*\"]}}]}]")]
    [InlineData("action: DENY, rules: [{from: [{source: {notPrincipals: [elsewhere.test/ns/shop/sa/client]}}]}]")]
    [InlineData("action: ALLOW, rules: [{from: [{source: {principals: [elsewhere.test/ns/shop/sa/client]}}]}]")]
    [InlineData("action: ALLOW")]
    public void What_can_match_or_lets_nobody_in_is_no_finding(string spec)
    {
        var mesh = new TestMesh(Yaml.Policy("policy", spec));
        mesh.Configure(new MeshConfig { TrustDomain = "example.org", TrustDomainAliases = ["old.test"] });

        Assert.Empty(Findings(mesh, "policy"));
    }

    [Fact]
    public void A_finding_about_a_trust_domain_goes_when_the_trust_domain_comes()
    {
        var mesh = new TestMesh(Yaml.Policy("deny", "action: DENY, rules: [{from: [{source: {principals: [old.test/ns/shop/sa/client]}}]}]"));
        Assert.Single(Findings(mesh, "deny"));

        mesh.Configure(new MeshConfig { TrustDomainAliases = ["old.test"] });
        Assert.Empty(Findings(mesh, "deny"));
    }

    [Theory]
    [InlineData("rules: [{from: [{source: {principals: [old.test/ns/shop/sa/client]}}]}]", "from[0].source.principals[0]")]
    [InlineData("rules: [{from: [{source: {principals: [cluster.local/ns/shop/sa/a, \"old.test/*\"]}}]}]", "from[0].source.principals[1]")]
    [InlineData("rules: [{when: [{key: source.principal, values: [old.test/ns/shop/sa/client]}]}]", "when[0].values[0]")]
    [InlineData("action: DENY, rules: [{from: [{source: {notPrincipals: [old.test/ns/shop/sa/client]}}]}]", "from[0].source.notPrincipals[0]")]
    public void A_principal_of_an_alias_lets_nobody_in_and_is_told_so(string spec, string path)
    {
        var mesh = new TestMesh(Yaml.Policy("policy", spec));
        Assert.Empty(Findings(mesh, "policy"));

        mesh.Configure(new MeshConfig { TrustDomainAliases = ["old.test"] });
        var finding = Finding(mesh, "policy");
        Assert.Equal((FindingCode.NotEnforced, $"spec.rules[0].{path}"), (finding.Code, finding.FieldPath));
        Assert.EndsWith("so it lets nobody in; write it with cluster.local", finding.Message, StringComparison.Ordinal);
        Assert.Equal(spec.StartsWith("action", StringComparison.Ordinal), new PolicyJudge(Client, "10.1.0.1", 80).Matches(mesh.Policy("shop/policy")!));
    }

    [Theory]
    [InlineData("action: DENY, rules: [{from: [{source: {principals: [old.test/ns/shop/sa/client]}}]}]", true)]
    [InlineData("action: DENY, rules: [{from: [{source: {principals: [\"old.test/ns/shop/*\"]}}]}]", true)]
    [InlineData("action: DENY, rules: [{when: [{key: source.principal, values: [old.test/ns/shop/sa/client]}]}]", true)]
    [InlineData("rules: [{from: [{source: {notPrincipals: [old.test/ns/shop/sa/client]}}]}]", false)]
    public void A_principal_of_a_former_trust_domain_keeps_out_the_workload_that_moved(string spec, bool matches)
    {
        var mesh = new TestMesh(Yaml.Policy("policy", spec));
        mesh.Configure(new MeshConfig { TrustDomainAliases = ["old.test"] });

        Assert.Equal(matches, new PolicyJudge(Client, "10.1.0.1", 80).Matches(mesh.Policy("shop/policy")!));
        Assert.Equal(!matches, new PolicyJudge(Other, "10.1.0.1", 80).Matches(mesh.Policy("shop/policy")!));
    }

    [Fact]
    public void A_deny_without_rules_is_told_to_deny_nobody()
    {
        var mesh = new TestMesh(Yaml.Policy("deny", "action: DENY"));

        Assert.Empty(mesh.Policy("shop/deny")!.Groups);
        Assert.Equal("a DENY without rules denies nobody; a rule without parts, {}, denies everybody", Finding(mesh, "deny").Message);
    }

    private static Finding Finding(TestMesh mesh, string policy) => Assert.Single(Findings(mesh, policy));

    private static ValueList<Finding> Findings(TestMesh mesh, string policy) => mesh.Ambient.PolicyConversions.Find(ObjectName.Of("shop", policy))!.Findings;
}
