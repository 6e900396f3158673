using System.Net;
using System.Text;

namespace Istio.Kubernetes.Tests.Sources;

/// <summary>
/// Stands between a client and a real API server and does what networks and servers do: answers fail, are slow, say that a version is forgotten, and watches are
/// cut in the middle. Seeded.
/// </summary>
internal sealed class ChaosHandler(HttpMessageHandler inner, int seed) : DelegatingHandler(inner)
{
    private readonly Random _random = new(seed);
    private readonly Lock _gate = new();

    /// <summary>From now on everything works; what is under way is still cut.</summary>
    public bool IsOver { get; set; }

    public int Failures { get; private set; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        var isResumed = request.RequestUri!.Query.Contains("resourceVersion=", StringComparison.Ordinal);
        switch (Draw(10))
        {
            case 0:
                return Answer(HttpStatusCode.InternalServerError, "InternalError");
            case 1:
                return Answer(HttpStatusCode.TooManyRequests, "TooManyRequests");
            case 2:
                throw new HttpRequestException("made by a test");
            case 3 when isResumed:
                return Answer(HttpStatusCode.Gone, "Expired");
            case 4:
                await Task.Delay(Draw(200) ?? 0, cancellation);
                break;
        }

        var response = await base.SendAsync(request, cancellation);
        if (Draw(20_000) is { } bytes)
        {
            response.Content = new StreamContent(new CutStream(await response.Content.ReadAsStreamAsync(cancellation), bytes, Draw(3)));
        }

        return response;
    }

    private int? Draw(int below)
    {
        lock (_gate)
        {
            return IsOver ? null : _random.Next(below);
        }
    }

    private HttpResponseMessage Answer(HttpStatusCode status, string reason)
    {
        Failures++;
        var body = $$"""{"kind": "Status", "apiVersion": "v1", "status": "Failure", "message": "made by a test", "reason": "{{reason}}", "code": {{(int)status}}}""";
        return new(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
    }

    /// <param name="length">Bytes after which it ends.</param>
    /// <param name="way">0: as if it were whole; 1: with an event that says that the version is forgotten; else by an error.</param>
    private sealed class CutStream(Stream whole, int length, int? way) : Stream
    {
        private const string Forgotten = """{"type":"ERROR","object":{"kind":"Status","apiVersion":"v1","message":"made by a test","reason":"Expired","code":410}}""";

        private int _left = length;
        private bool _isCut;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_left > 0)
            {
                var count = await whole.ReadAsync(buffer[..Math.Min(_left, buffer.Length)], cancellationToken);
                _left -= count;
                return count;
            }

            return _isCut || way == 0 ? 0 : way == 1 ? Say(buffer.Span) : throw new IOException("made by a test");
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            whole.Dispose();
            base.Dispose(disposing);
        }

        /// <summary>What came before may have been half a line, which no reader understands then.</summary>
        private int Say(Span<byte> buffer)
        {
            _isCut = true;
            return Encoding.UTF8.GetBytes($"\n{Forgotten}\n", buffer);
        }
    }
}
