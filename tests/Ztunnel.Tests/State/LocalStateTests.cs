using Istio.Core.Net;
using Istio.Testing;
using Ztunnel.Policies;
using Ztunnel.State;
using Ztunnel.Yaml;

namespace Ztunnel.Tests.State;

public sealed class LocalStateTests
{
    [Fact]
    public void Istios_own_example_is_read_in_full()
    {
        var local = LocalStateReader.Read(File.ReadAllText(RepositoryPaths.RequireConformance("ztunnel", "localhost.yaml")));
        var store = new MeshStore();
        local.ApplyTo(store);
        var state = store.Current;

        var workload = state.WorkloadAt("", IpAddress.Parse("127.0.0.1"))!;
        Assert.Equal("cluster1//v1/Pod/default/local", workload.Uid);
        Assert.Equal(TunnelProtocol.Hbone, workload.Protocol);
        Assert.Equal(TunnelProtocol.Tcp, state.WorkloadAt("", IpAddress.Parse("127.0.0.2"))!.Protocol);
        var service = state.ServiceAt("", IpAddress.Parse("127.10.0.1"))!;
        Assert.Equal("example.com", service.Hostname);
        Assert.Equal(2, state.EndpointsOf(service.Key).Count);
        Assert.NotNull(state.ServiceAt("remote", IpAddress.Parse("127.10.0.2")));
        Assert.True(state.Policies.TryGet("default/deny-9999", out var policy));
        Assert.Equal(PolicyScope.Namespace, policy!.Scope);
        Assert.Equal([(ushort)9999], policy.Rules[0].Clauses[0].Matches[0].NotDestinationPorts);
    }

    [Theory]
    [InlineData("workloads: [{uid: u, name: n, namespace: d, colour: red}]", "line 1: $.workloads[0].colour: unknown field")]
    [InlineData("workloads:\n- name: n\n  namespace: d", "line 2: $.workloads[0].uid: missing")]
    [InlineData("workloads: [{uid: u, name: n, namespace: d, protocol: QUIC}]", "line 1: $.workloads[0].protocol: \"QUIC\" is not one of TCP, HBONE")]
    [InlineData("services: [{name: n, namespace: d, hostname: h, vips: [\"10.0.0.1\"]}]", "line 1: $.services[0].vips: expected network/address")]
    [InlineData("services: []\nservices: []", "line 2: duplicate key \"services\"")]
    [InlineData("a: &x 1\nb: *x", "line 1: anchors are not supported")]
    [InlineData("workloads: [{uid: 5, name: a, namespace: d}]", "line 1: $.workloads[0].uid: expected a string, found the number 5; write it in quotes")]
    [InlineData("workloads: [{uid: true, name: a, namespace: d}]", "line 1: $.workloads[0].uid: expected a string, found the boolean true; write it in quotes")]
    [InlineData("workloads: [{uid: !!str 5, name: 1_0, namespace: d}]", "line 1: $.workloads[0].name: expected a string, found the number 1_0")]
    [InlineData("workloads: [{uid: !!int \"5\", name: a, namespace: d}]", "line 1: the tag tag:yaml.org,2002:int is not read")]
    [InlineData("%YAML 1.2\n---\nworkloads: []", "line 1: directives are not read")]
    [InlineData("workloads: []\0", "line 1: the character U+0000 is not allowed")]
    [InlineData("workloads: [{uid: \"\\/\"}]", "line 1: the escape \\/ is not read here")]
    [InlineData("services: [{name: a, namespace: d, hostname: h, vips: [], ports: {0120: 80}}]", "line 1: \"0120\" is no field name; write it in quotes")]
    [InlineData("<<: {workloads: []}", "line 1: << is not supported")]
    [InlineData("workloads: [{uid: u", "line 2: ")]
    public void A_mistake_names_its_line_and_path(string yaml, string message)
    {
        var exception = Assert.Throws<YamlFormatException>(() => LocalStateReader.Read(yaml));

        Assert.StartsWith(message, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("80", 80)]
    [InlineData("0x50", 80)]
    [InlineData("0120", null)]
    [InlineData("\"80\"", null)]
    [InlineData("8e1", null)]
    public void A_number_is_one_number_or_refused(string text, int? expected)
    {
        var yaml = $"policies: [{{name: p, namespace: d, action: Deny, scope: Global, rules: [[[{{destinationPorts: [{text}]}}]]]}}]";

        if (expected is not { } port)
        {
            Assert.Throws<YamlFormatException>(() => LocalStateReader.Read(yaml));
            return;
        }

        Assert.Equal([(ushort)port], LocalStateReader.Read(yaml).Policies[0].Rules[0].Clauses[0].Matches[0].DestinationPorts);
    }

    [Fact]
    public void Strings_in_policies_may_be_tagged_in_either_way()
    {
        var local = LocalStateReader.Read("""
            policies:
            - name: p
              namespace: d
              action: Deny
              scope: Global
              rules:
              - - - principals: [!Exact a, {Prefix: b}]
                    notPrincipals: [{Presence: []}]
            """);

        var match = local.Policies[0].Rules[0].Clauses[0].Matches[0];
        Assert.Equal([new(StringMatchKind.Exact, "a"), new(StringMatchKind.Prefix, "b")], match.Principals);
        Assert.Equal([new(StringMatchKind.Presence, "")], match.NotPrincipals);
    }
}
