using System.Diagnostics;
using Istio.Testing;
using Istiod.Serving;

namespace Istiod.Tests.Discovery;

/// <summary>grpcurl, a client of Go's gRPC library.</summary>
public sealed class ForeignClientTests
{
    private const string Method = "envoy.service.discovery.v3.AggregatedDiscoveryService/DeltaAggregatedResources";

    [Fact]
    public async Task Reflection_lists_the_services_of_Istio()
    {
        await using var istiod = await RunningIstiod.StartAsync();

        var services = await RunAsync("-plaintext", Address(istiod), "list");

        Assert.Contains("envoy.service.discovery.v3.AggregatedDiscoveryService", services, StringComparison.Ordinal);
        Assert.Contains("istio.v1.auth.IstioCertificateService", services, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_delta_request_is_answered()
    {
        await using var istiod = await RunningIstiod.StartAsync(static directory => directory.Write("config/c.yaml", SampleObjects.Policy("callers")));

        var response = await RunAsync(
            "-plaintext", "-max-time", "5", "-d", $$"""{"node":{"id":"{{RunningIstiod.ZtunnelNode}}"},"typeUrl":"type.googleapis.com/istio.security.Authorization"}""", Address(istiod), Method);

        Assert.Contains("\"shop/callers\"", response, StringComparison.Ordinal);
    }

    private static string Address(RunningIstiod istiod) => istiod.Url(Listener.Grpc, "").Authority;

    private static async Task<string> RunAsync(params string[] arguments)
    {
        using var program = Process.Start(new ProcessStartInfo(SharedTools.Require("grpcurl"), arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = program.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = await program.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await program.WaitForExitAsync(TestContext.Current.CancellationToken);
        return $"{await output}{errors}";
    }
}
