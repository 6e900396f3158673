using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Threading.Channels;
using Envoy.Config.Core.V3;
using Envoy.Service.Discovery.V3;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Istio.Load.Xds;

/// <summary>
/// A client that subscribes to all addresses and policies as a ztunnel does, acknowledges what comes, and notes when; over a connection of its own, in clear.
/// </summary>
internal sealed class FakeZtunnel : IAsyncDisposable
{
    private const int PrefixLength = 5;
    private const string Method = "/envoy.service.discovery.v3.AggregatedDiscoveryService/DeltaAggregatedResources";
    private const string Address = "type.googleapis.com/istio.workload.Address";
    private const string Authorization = "type.googleapis.com/istio.security.Authorization";

    private readonly HttpClient _http = new(new SocketsHttpHandler { InitialHttp2StreamWindowSize = 1 << 20 });
    private readonly Channel<byte[]> _requests = Channel.CreateUnbounded<byte[]>();
    private readonly TaskCompletionSource _full = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly int _expected;
    private readonly CancellationTokenSource _ended = new();
    private Task _reading = Task.CompletedTask;
    private int _received;
    private volatile Mark? _mark;

    private FakeZtunnel(int expected) => _expected = expected;

    /// <summary>Bytes of messages received.</summary>
    public long Bytes { get; private set; }

    /// <summary>Completes when the first answer was received whole.</summary>
    public Task Full => _full.Task;

    public static FakeZtunnel Start(int number, int port, int expectedAddresses)
    {
        var client = new FakeZtunnel(expectedAddresses);
        client.Subscribe(number, Address);
        client.Subscribe(number, Authorization);
        client._reading = client.ReadAsync(port);
        return client;
    }

    /// <summary>When a message with these bytes arrives: a timestamp of <see cref="Stopwatch"/>.</summary>
    public Task<long> Arrival(ReadOnlyMemory<byte> bytes)
    {
        var mark = new Mark(bytes);
        _mark = mark;
        return mark.Arrived.Task;
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        _requests.Writer.TryComplete();
        await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _http.Dispose();
        _ended.Dispose();
    }

    private void Subscribe(int number, string typeUrl)
    {
        var node = new Node { Id = $"ztunnel~10.0.0.1~ztunnel-{number}.istio-system~istio-system.svc.cluster.local", Metadata = new Struct() };
        node.Metadata.Fields["NODE_NAME"] = Value.ForString($"node-{number}");
        Send(new DeltaDiscoveryRequest { Node = node, TypeUrl = typeUrl });
    }

    private void Send(DeltaDiscoveryRequest request)
    {
        var frame = new byte[PrefixLength + request.CalculateSize()];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), frame.Length - PrefixLength);
        request.WriteTo(frame.AsSpan(PrefixLength));
        _requests.Writer.TryWrite(frame);
    }

    private async Task ReadAsync(int port)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"http://127.0.0.1:{port}{Method}")
            {
                Version = HttpVersion.Version20,
                VersionPolicy = HttpVersionPolicy.RequestVersionExact,
                Content = new RequestStream(_requests.Reader),
            };
            request.Headers.TE.ParseAdd("trailers");
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, _ended.Token);
            response.EnsureSuccessStatusCode();
            await using var body = await response.Content.ReadAsStreamAsync(_ended.Token);
            await ReadMessagesAsync(body);
        }
        catch (Exception failure) when (!_ended.IsCancellationRequested)
        {
            _full.TrySetException(failure);
            _mark?.Arrived.TrySetException(failure);
        }
    }

    private async Task ReadMessagesAsync(Stream body)
    {
        var buffer = new byte[64 * 1024];
        while (true)
        {
            await body.ReadExactlyAsync(buffer.AsMemory(0, PrefixLength), _ended.Token);
            var length = BinaryPrimitives.ReadInt32BigEndian(buffer.AsSpan(1));
            if (buffer.Length < length)
            {
                buffer = new byte[length];
            }

            await body.ReadExactlyAsync(buffer.AsMemory(0, length), _ended.Token);
            Take(buffer.AsSpan(0, length));
        }
    }

    private void Take(ReadOnlySpan<byte> message)
    {
        Bytes += message.Length;
        if (_mark is { } mark && message.IndexOf(mark.Bytes.Span) >= 0)
        {
            _mark = null;
            mark.Arrived.TrySetResult(Stopwatch.GetTimestamp());
        }

        var scan = ResponseScan.Of(message);
        Send(new DeltaDiscoveryRequest { TypeUrl = scan.TypeUrl, ResponseNonce = scan.Nonce });
        if (scan.TypeUrl == Address)
        {
            _received += scan.Resources;
            if (_received >= _expected)
            {
                _full.TrySetResult();
            }
        }
    }

    private sealed record Mark(ReadOnlyMemory<byte> Bytes)
    {
        public TaskCompletionSource<long> Arrived { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>A request body that stays open: frames are sent as they come.</summary>
    private sealed class RequestStream : HttpContent
    {
        private readonly ChannelReader<byte[]> _frames;

        public RequestStream(ChannelReader<byte[]> frames)
        {
            _frames = frames;
            Headers.ContentType = new("application/grpc");
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await foreach (var frame in _frames.ReadAllAsync())
            {
                await stream.WriteAsync(frame);
                await stream.FlushAsync();
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
