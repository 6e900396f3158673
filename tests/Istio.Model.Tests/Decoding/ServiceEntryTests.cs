using Istio.Model.Findings;
using Istio.Model.Kinds.Networking.ServiceEntries;

namespace Istio.Model.Tests.Decoding;

/// <summary>What Istio 1.28.4 accepts and refuses in a ServiceEntry, beyond the types of its fields.</summary>
public sealed class ServiceEntryTests
{
    [Theory]
    [InlineData("HTTP")]
    [InlineData("http2")]
    [InlineData("HTTP_PROXY")]
    [InlineData("gRPC")]
    [InlineData("GRPC-Web")]
    [InlineData("HTTPS")]
    [InlineData("tls")]
    public void Several_hosts_may_share_a_port_whose_protocol_names_the_host(string protocol) =>
        Assert.Empty(Findings($"hosts: [a.example.com, b.example.com], resolution: STATIC, ports: [{{number: 80, name: p, protocol: {protocol}}}]"));

    [Theory]
    [InlineData("TCP")]
    [InlineData("UDP")]
    [InlineData("MySQL")]
    [InlineData("REDIS")]
    [InlineData("Mongo")]
    [InlineData("\"\"")]
    public void Several_hosts_may_not_share_a_port_whose_protocol_names_none(string protocol)
    {
        foreach (var resolution in new[] { "STATIC", "DNS", "DNS_ROUND_ROBIN" })
        {
            var finding = Assert.Single(Findings($"hosts: [a.example.com, b.example.com], resolution: {resolution}, ports: [{{number: 80, name: p, protocol: {protocol}}}]"));
            Assert.Equal((FindingCode.Conflict, Severity.Error, "spec.ports[0]"), (finding.Code, finding.Severity, finding.FieldPath));
            Assert.StartsWith("connections to port 80", finding.Message, StringComparison.Ordinal);
        }

        Assert.Empty(Findings($"hosts: [a.example.com, b.example.com], resolution: NONE, ports: [{{number: 80, name: p, protocol: {protocol}}}]"));
        Assert.Empty(Findings($"hosts: [a.example.com], resolution: STATIC, ports: [{{number: 80, name: p, protocol: {protocol}}}]"));
    }

    [Theory]
    [InlineData("NONE")]
    [InlineData("STATIC")]
    public void A_protocol_that_does_not_exist_is_refused(string resolution)
    {
        var finding = Assert.Single(Findings($"hosts: [a.example.com], resolution: {resolution}, ports: [{{number: 80, name: p, protocol: HTPP}}]"));

        Assert.Equal((FindingCode.InvalidValue, Severity.Error, "spec.ports[0]"), (finding.Code, finding.Severity, finding.FieldPath));
        Assert.StartsWith("protocol \"HTPP\" is not known; expected HTTP, HTTPS,", finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("TCP", false)]
    [InlineData("REDIS", false)]
    [InlineData("\"\"", false)]
    [InlineData("HTTP", true)]
    [InlineData("grpc", true)]
    public void Names_that_are_taken_from_requests_need_a_protocol_of_http(string protocol, bool isValid) =>
        Assert.Equal(isValid, Findings($"hosts: [\"*.example.com\"], resolution: DYNAMIC_DNS, ports: [{{number: 80, name: p, protocol: {protocol}}}]").Length == 0);

    [Fact]
    public void A_range_is_told_to_be_unused_and_the_entry_stays()
    {
        var document = Decode.One(Entry("hosts: [a.example.com], resolution: STATIC, addresses: [10.9.0.1, 10.9.1.0/24, 10.9.0.2/32, \"2001:db8::/64\", \"2001:db8::1/128\"]"));

        Assert.NotNull(document.Object);
        Assert.Equal(["spec.addresses[1]", "spec.addresses[3]"], document.Findings.Select(finding => finding.FieldPath));
        Assert.All(document.Findings, finding => Assert.Equal((FindingCode.NoEffect, Severity.Warning), (finding.Code, finding.Severity)));
        Assert.StartsWith("10.9.1.0/24 is a range", document.Findings[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Hosts_are_compared_as_dns_compares_them()
    {
        var entry = Decode.Object<ServiceEntry>(Entry("hosts: [API.Example.com, api.example.com., \"*.Wild.test\"], ports: [{number: 80, name: p, protocol: HTTP}]"));

        Assert.Equal(["api.example.com", "*.wild.test"], entry.Hosts);
    }

    private static Finding[] Findings(string spec) => [.. Decode.One(Entry(spec)).Findings];

    private static string Entry(string spec) =>
        $$"""
        apiVersion: networking.istio.io/v1
        kind: ServiceEntry
        metadata: {name: db, namespace: shop}
        spec: { {{spec}} }
        """;
}
