using Envoy.Service.Discovery.V3;
using Grpc.Reflection;
using Istio.Api.Auth;

namespace Istiod.Serving;

/// <summary>
/// gRPC server reflection, v1 and v1alpha, for tools such as grpcurl. The services are named here: a native program has no metadata to find them by.
/// </summary>
internal static class ServiceReflection
{
    public static void AddTo(IServiceCollection services)
    {
        services.AddSingleton(new ReflectionServiceImpl(AggregatedDiscoveryService.Descriptor, IstioCertificateService.Descriptor));
        services.AddSingleton(new ReflectionV1ServiceImpl(AggregatedDiscoveryService.Descriptor, IstioCertificateService.Descriptor));
    }

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGrpcService<ReflectionServiceImpl>();
        endpoints.MapGrpcService<ReflectionV1ServiceImpl>();
    }
}
