using Envoy.Config.Listener.V3;
using Envoy.Extensions.Filters.Http.Router.V3;
using Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using Envoy.Extensions.TransportSockets.Tls.V3;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Istio.Api.Tests;

public sealed class AnyTests
{
    [Fact]
    public void Nested_resources_survive_JSON_with_equal_bytes()
    {
        var manager = new HttpConnectionManager
        {
            StatPrefix = "outbound_0.0.0.0_80;",
            HttpFilters = { new HttpFilter { Name = "envoy.filters.http.router", TypedConfig = Any.Pack(new Router()) } },
        };
        var chain = new FilterChain
        {
            Filters = { new Filter { Name = "envoy.filters.network.http_connection_manager", TypedConfig = Any.Pack(manager) } },
            TransportSocket = new() { Name = "envoy.transport_sockets.tls", TypedConfig = Any.Pack(new DownstreamTlsContext { RequireClientCertificate = true }) },
        };
        var listener = new Listener { Name = "virtualInbound", FilterChains = { chain } };

        var read = ApiTypes.JsonParser.Parse<Listener>(ApiTypes.JsonFormatter.Format(listener));

        Assert.Equal(listener, read);
        Assert.Equal(listener.ToByteArray(), read.ToByteArray());
    }

    [Fact]
    public void The_parser_takes_the_snake_case_names_of_Envoy()
    {
        var listener = ApiTypes.JsonParser.Parse<Listener>("""{ "name": "x", "use_original_dst": true, "filter_chains": [ {} ] }""");

        Assert.True(listener.UseOriginalDst);
        Assert.Single(listener.FilterChains);
    }

    [Theory]
    [InlineData("udpa.type.v1.TypedStruct")]
    [InlineData("xds.type.v3.TypedStruct")]
    [InlineData("istio.workload.Address")]
    [InlineData("istio.security.Authorization")]
    [InlineData("istio.networking.nds.v1.NameTable")]
    [InlineData("istio.mesh.v1alpha1.ProxyConfig")]
    [InlineData("envoy.extensions.access_loggers.open_telemetry.v3.OpenTelemetryAccessLogConfig")]
    public void Types_that_nothing_imports_are_registered_too(string name) => Assert.NotNull(ApiTypes.Registry.Find(name));
}
