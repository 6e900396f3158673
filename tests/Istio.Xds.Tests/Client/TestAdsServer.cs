using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using System.Threading.Channels;
using Envoy.Service.Discovery.V3;
using Grpc.Core;
using Istio.Xds.Resources;
using Istio.Xds.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Istio.Xds.Tests.Client;

/// <summary>A real gRPC server on a loopback port that serves one view to everybody.</summary>
internal sealed class TestAdsServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly State _state;

    private TestAdsServer(WebApplication application, State state) => (_application, _state) = (application, state);

    public Uri Address { get; private init; } = new("http://unset");

    /// <summary>Every request in the order received; a first request carries the node.</summary>
    public Channel<DeltaDiscoveryRequest> Requests => _state.Requests;

    public Channel<DeltaDiscoveryResponse> Responses => _state.Responses;

    public static async Task<TestAdsServer> StartAsync(ResourceView view, int port = 0)
    {
        var state = new State { View = view };
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(state);
        builder.Services.AddGrpc();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http2));
        var application = builder.Build();
        application.MapGrpcService<Service>();
        await application.StartAsync();
        var address = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new(application, state) { Address = new(address) };
    }

    public void Update(ResourceView view)
    {
        _state.View = view;
        foreach (var signal in _state.Signals.Values)
        {
            signal.Writer.TryWrite(view);
        }
    }

    /// <summary>Ends all streams with this status.</summary>
    public void Break(Status status)
    {
        foreach (var signal in _state.Signals.Values)
        {
            signal.Writer.TryComplete(status.StatusCode == StatusCode.OK ? null : new RpcException(status));
        }
    }

    public async ValueTask DisposeAsync()
    {
        Break(new Status(StatusCode.Unavailable, "closing"));
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        await _application.StopAsync(limit.Token);
        await _application.DisposeAsync();
    }

    private sealed class State
    {
        public volatile ResourceView View = ResourceView.Empty;

        public ConcurrentDictionary<string, Channel<ResourceView>> Signals { get; } = new();

        public Channel<DeltaDiscoveryRequest> Requests { get; } = Channel.CreateUnbounded<DeltaDiscoveryRequest>();

        public Channel<DeltaDiscoveryResponse> Responses { get; } = Channel.CreateUnbounded<DeltaDiscoveryResponse>();
    }

    private sealed class Service(State state) : AggregatedDiscoveryService.AggregatedDiscoveryServiceBase
    {
        public override async Task DeltaAggregatedResources(
            IAsyncStreamReader<DeltaDiscoveryRequest> requestStream, IServerStreamWriter<DeltaDiscoveryResponse> responseStream, ServerCallContext context)
        {
            var id = Guid.NewGuid().ToString();
            var updates = state.Signals[id] = Channel.CreateUnbounded<ResourceView>();
            var stream = new ServerStream(XdsVariant.Delta, state.View, $"{id}-");
            try
            {
                var request = requestStream.MoveNext(context.CancellationToken);
                var update = updates.Reader.WaitToReadAsync(context.CancellationToken).AsTask();
                while (true)
                {
                    await Task.WhenAny(request, update);
                    if (request.IsCompleted)
                    {
                        if (!await request)
                        {
                            return;
                        }

                        state.Requests.Writer.TryWrite(requestStream.Current);
                        stream.Receive(requestStream.Current);
                        request = requestStream.MoveNext(context.CancellationToken);
                    }

                    if (update.IsCompleted)
                    {
                        if (!await update)
                        {
                            return;
                        }

                        updates.Reader.TryRead(out var view);
                        stream.Update(view!);
                        update = updates.Reader.WaitToReadAsync(context.CancellationToken).AsTask();
                    }

                    await SendAsync(stream, responseStream);
                }
            }
            finally
            {
                state.Signals.TryRemove(id, out _);
            }
        }

        private async Task SendAsync(ServerStream stream, IServerStreamWriter<DeltaDiscoveryResponse> responses)
        {
            while (stream.TryNext(out var response))
            {
                var bytes = new ArrayBufferWriter<byte>();
                response.WriteTo(bytes);
                var message = DeltaDiscoveryResponse.Parser.ParseFrom(bytes.WrittenSpan);
                state.Responses.Writer.TryWrite(message);
                await responses.WriteAsync(message);
            }
        }
    }
}
