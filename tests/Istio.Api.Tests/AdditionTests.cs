using Envoy.Config.Bootstrap.V3;
using Envoy.Config.Cluster.V3;
using Envoy.Config.Trace.V3;
using Envoy.Extensions.Filters.Http.ExtProc.V3;
using Envoy.Extensions.LoadBalancingPolicies.OverrideHost.V3;
using Envoy.Extensions.Wasm.V3;
using Google.Protobuf.Reflection;
using Istio.Api.Security;

namespace Istio.Api.Tests;

/// <summary>What generation adds to the copy of the Envoy API, and what of ours must keep its number.</summary>
public sealed class AdditionTests
{
    public static TheoryData<MessageDescriptor, string, int> Fields => new()
    {
        { Cluster.Descriptor, "dns_jitter", 58 },
        { Bootstrap.Descriptor, "stats_eviction_interval", 42 },
        { ZipkinConfig.Descriptor, "trace_context_option", 8 },
        { PluginConfig.Descriptor, "failure_policy", 7 },
        { ExtProcOverrides.Descriptor, "failure_mode_allow", 8 },
        { OverrideHost.Descriptor, "override_host_sources", 1 },
        { OverrideHost.Descriptor, "fallback_policy", 2 },
        { Authorization.Descriptor, "dry_run", 1000 },
        { Zds.DelWorkload.Descriptor, "uid", 2 },
        { Mesh.ProxyConfig.Descriptor, "ca_certificates_pem", 34 },
    };

    [Theory]
    [MemberData(nameof(Fields), DisableDiscoveryEnumeration = true)]
    public void A_field_has_its_number(MessageDescriptor message, string field, int number) =>
        Assert.Equal(number, message.FindFieldByName(field)?.FieldNumber);

    [Fact]
    public void The_full_duplex_mode_is_number_4() => Assert.Equal(4, (int)ProcessingMode.Types.BodySendMode.FullDuplexStreamed);

    [Fact]
    public void A_renamed_field_keeps_its_JSON_name() =>
        Assert.Equal("clearBody", Envoy.Service.ExtProc.V3.BodyMutation.Descriptor.FindFieldByNumber(2).JsonName);

    [Fact]
    public void Validation_rules_of_a_field_can_be_read()
    {
        var field = Cluster.Descriptor.FindFieldByName("connect_timeout");

        Assert.NotNull(field.GetOptions().GetExtension(Validate.ValidateExtensions.Rules));
    }
}
