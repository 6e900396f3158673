using Envoy.Service.Discovery.V3;
using Google.Protobuf;
using Grpc.Core;
using Istio.Xds.Server;

namespace Istiod.Discovery;

/// <summary>
/// <c>envoy.service.discovery.v3.AggregatedDiscoveryService</c> with responses as bytes that are ready already, which the generated service cannot take.
/// The library finds methods by reflection: names and shape must be those of a generated base class.
/// </summary>
[BindServiceMethod(typeof(AdsServiceBase), nameof(BindService))]
internal abstract class AdsServiceBase
{
    private const string Service = "envoy.service.discovery.v3.AggregatedDiscoveryService";

    private static readonly Marshaller<XdsResponse> Responses = Marshallers.Create<XdsResponse>(Write, static _ => throw new NotSupportedException("istiod sends responses only"));

    private static readonly Method<DiscoveryRequest, XdsResponse> StreamMethod =
        new(MethodType.DuplexStreaming, Service, nameof(StreamAggregatedResources), Requests(DiscoveryRequest.Parser), Responses);

    private static readonly Method<DeltaDiscoveryRequest, XdsResponse> DeltaMethod =
        new(MethodType.DuplexStreaming, Service, nameof(DeltaAggregatedResources), Requests(DeltaDiscoveryRequest.Parser), Responses);

    /// <summary>For gRPC reflection, which looks for it on the class that binds.</summary>
    public static Google.Protobuf.Reflection.ServiceDescriptor Descriptor => AggregatedDiscoveryService.Descriptor;

    public static void BindService(ServiceBinderBase binder, AdsServiceBase? service)
    {
        binder.AddMethod(StreamMethod, service is null ? null : new DuplexStreamingServerMethod<DiscoveryRequest, XdsResponse>(service.StreamAggregatedResources));
        binder.AddMethod(DeltaMethod, service is null ? null : new DuplexStreamingServerMethod<DeltaDiscoveryRequest, XdsResponse>(service.DeltaAggregatedResources));
    }

    public abstract Task StreamAggregatedResources(
        IAsyncStreamReader<DiscoveryRequest> requestStream, IServerStreamWriter<XdsResponse> responseStream, ServerCallContext context);

    public abstract Task DeltaAggregatedResources(
        IAsyncStreamReader<DeltaDiscoveryRequest> requestStream, IServerStreamWriter<XdsResponse> responseStream, ServerCallContext context);

    private static Marshaller<TRequest> Requests<TRequest>(MessageParser<TRequest> parser)
        where TRequest : class, IMessage<TRequest> =>
        Marshallers.Create<TRequest>(
            static (_, _) => throw new NotSupportedException("istiod receives requests only"),
            context => parser.ParseFrom(context.PayloadAsReadOnlySequence()));

    private static void Write(XdsResponse response, SerializationContext context)
    {
        context.SetPayloadLength(response.Size);
        response.WriteTo(context.GetBufferWriter());
        context.Complete();
    }
}
