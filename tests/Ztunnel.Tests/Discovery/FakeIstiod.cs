using System.Collections.Concurrent;
using System.Net;
using Envoy.Service.Discovery.V3;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Ztunnel.Tests.Discovery;

/// <summary>A delta ADS server in clear text that says what tests put into it and remembers what it was asked.</summary>
internal sealed class FakeIstiod : IAsyncDisposable
{
    private readonly WebApplication _server;

    private FakeIstiod(WebApplication server, AdsService service)
    {
        _server = server;
        Service = service;
    }

    public AdsService Service { get; }

    public int Port => new Uri(_server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()).Port;

    public Uri Address => new($"http://127.0.0.1:{Port}");

    public static async Task<FakeIstiod> StartAsync(int port = 0, AdsService? service = null)
    {
        var ads = service ?? new AdsService();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(ads);
        var server = builder.Build();
        server.MapGrpcService<AdsService>();
        await server.StartAsync();
        return new FakeIstiod(server, ads);
    }

    /// <summary>Gone at once, as after a crash: open streams break.</summary>
    public async ValueTask DisposeAsync()
    {
        Service.BreakStreams();
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await _server.StopAsync(now.Token);
        await _server.DisposeAsync();
    }

    internal sealed class AdsService : AggregatedDiscoveryService.AggregatedDiscoveryServiceBase
    {
        private readonly ConcurrentDictionary<(string Type, string Name), (string Version, IMessage Body)> _resources = new();
        private CancellationTokenSource _streams = new();
        private int _nonce;

        /// <summary>All requests in the order of arrival.</summary>
        public ConcurrentQueue<DeltaDiscoveryRequest> Requests { get; } = [];

        /// <summary>The names sent in responses, in order.</summary>
        public ConcurrentQueue<string> Sent { get; } = [];

        /// <summary>Puts a resource in place for streams to come.</summary>
        public void Put(string type, string name, IMessage body, string version = "1") => _resources[(type, name)] = (version, body);

        public void BreakStreams() => Interlocked.Exchange(ref _streams, new CancellationTokenSource()).Cancel();

        public override async Task DeltaAggregatedResources(
            IAsyncStreamReader<DeltaDiscoveryRequest> requests, IServerStreamWriter<DeltaDiscoveryResponse> responses, ServerCallContext context)
        {
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(_streams.Token, context.CancellationToken);
            try
            {
                while (await requests.MoveNext(ended.Token))
                {
                    Requests.Enqueue(requests.Current);
                    if (requests.Current.ResponseNonce.Length == 0)
                    {
                        await responses.WriteAsync(Answer(requests.Current), ended.Token);
                    }
                }
            }
            catch (OperationCanceledException)
            {
                throw new RpcException(new Status(StatusCode.Unavailable, "going down"));
            }
        }

        private DeltaDiscoveryResponse Answer(DeltaDiscoveryRequest request)
        {
            var response = new DeltaDiscoveryResponse { TypeUrl = request.TypeUrl, Nonce = $"n{Interlocked.Increment(ref _nonce)}", SystemVersionInfo = "v" };
            foreach (var ((type, name), (version, body)) in _resources)
            {
                if (type == request.TypeUrl && !(request.InitialResourceVersions.TryGetValue(name, out var held) && held == version))
                {
                    Sent.Enqueue(name);
                    response.Resources.Add(new Resource { Name = name, Version = version, Resource_ = new Any { TypeUrl = type, Value = body.ToByteString() } });
                }
            }

            response.RemovedResources.AddRange(request.InitialResourceVersions.Keys.Where(name => !_resources.ContainsKey((request.TypeUrl, name))));
            return response;
        }
    }
}
