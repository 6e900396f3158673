using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Grpc.Core;

namespace Istiod.Tests.Serving.Bounds;

/// <summary>A gRPC call by hand: it announces a message, sends as much of it as the server takes, and never ends its request by itself.</summary>
/// <param name="announced">Length that the message has by its prefix.</param>
internal sealed class RawCall(int announced, byte[] content, long sent, byte compressed) : HttpContent
{
    public const string CreateCertificate = "/istio.v1.auth.IstioCertificateService/CreateCertificate";
    public const string Delta = "/envoy.service.discovery.v3.AggregatedDiscoveryService/DeltaAggregatedResources";

    private const int Piece = 16 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly CancellationTokenSource _ending = new();
    private Task<HttpResponseMessage> _response = null!;
    private long _taken;

    /// <summary>Bytes of the message that the server has let in.</summary>
    public long Taken => Interlocked.Read(ref _taken);

    /// <summary>A connection of its own; who serves it is not asked.</summary>
    public static HttpClient Connect() => new(new SocketsHttpHandler
    {
        SslOptions = { RemoteCertificateValidationCallback = static (_, certificate, _, _) => certificate is not null },
    })
    {
        DefaultRequestVersion = HttpVersion.Version20,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        Timeout = Patience,
    };

    /// <summary>Announces so many bytes and sends zeros, all but the last.</summary>
    public static RawCall Unfinished(HttpClient client, Uri method, int announced) =>
        new RawCall(announced, [], announced - 1, compressed: 0).Start(client, method);

    /// <summary>Sends one whole message.</summary>
    public static RawCall Whole(HttpClient client, Uri method, byte[] message, bool compressed = false) =>
        new RawCall(message.Length, message, 0, compressed ? (byte)1 : (byte)0).Start(client, method);

    /// <summary>The status that the server ends the call with.</summary>
    public async Task<(StatusCode Code, string Detail)> StatusAsync()
    {
        using var response = await _response.WaitAsync(Patience);
        await response.Content.ReadAsByteArrayAsync(_ending.Token).WaitAsync(Patience);
        var headers = response.Headers.Contains("grpc-status") ? (HttpHeaders)response.Headers : response.TrailingHeaders;
        var detail = headers.TryGetValues("grpc-message", out var message) ? Uri.UnescapeDataString(message.Single()) : "";
        return ((StatusCode)int.Parse(headers.GetValues("grpc-status").Single(), CultureInfo.InvariantCulture), detail);
    }

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var prefix = new byte[5];
        prefix[0] = compressed;
        BinaryPrimitives.WriteInt32BigEndian(prefix.AsSpan(1), announced);
        await stream.WriteAsync(prefix, cancellationToken);
        await stream.WriteAsync(content, cancellationToken);
        await stream.FlushAsync(cancellationToken);
        var zeros = new byte[Piece];
        while (_taken < sent)
        {
            var piece = (int)Math.Min(Piece, sent - _taken);
            await stream.WriteAsync(zeros.AsMemory(0, piece), cancellationToken);
            await stream.FlushAsync(cancellationToken);
            Interlocked.Add(ref _taken, piece);
        }

        await Task.Delay(Timeout.Infinite, cancellationToken);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        _ending.Cancel();
        base.Dispose(disposing);
    }

    private RawCall Start(HttpClient client, Uri method)
    {
        Headers.ContentType = new("application/grpc");
        var request = new HttpRequestMessage(HttpMethod.Post, method)
        {
            Content = this,
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        request.Headers.TE.Add(new("trailers"));
        if (compressed > 0)
        {
            request.Headers.Add("grpc-encoding", "gzip");
        }

        _response = client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, _ending.Token);
        return this;
    }
}
