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
    private int _failures;

    /// <summary>While it is not set everything works.</summary>
    public bool IsOn { get; set; }

    /// <summary>Answers that failed, and streams that were cut.</summary>
    public int Failures => Volatile.Read(ref _failures);

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
        // What begins in quiet times is cut in others. Half of the answers are cut soon, and the others later, so that lists come through now and then.
        var length = Next(2) == 0 ? Next(4_000) : Next(40_000);
        response.Content = new StreamContent(new CutStream(this, await response.Content.ReadAsStreamAsync(cancellation), length, Next(3)));
        return response;
    }

    private int? Draw(int below) => IsOn ? Next(below) : null;

    private int Next(int below)
    {
        lock (_gate)
        {
            return _random.Next(below);
        }
    }

    private HttpResponseMessage Answer(HttpStatusCode status, string reason)
    {
        Interlocked.Increment(ref _failures);
        var body = $$"""{"kind": "Status", "apiVersion": "v1", "status": "Failure", "message": "made by a test", "reason": "{{reason}}", "code": {{(int)status}}}""";
        return new(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
    }

    /// <param name="length">Bytes after which it ends, counted while there is chaos.</param>
    /// <param name="way">0: as if it were whole; 1: with an event that says that the version is forgotten; else by an error.</param>
    private sealed class CutStream(ChaosHandler chaos, Stream whole, int length, int way) : Stream
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
                var most = chaos.IsOn ? Math.Min(_left, buffer.Length) : buffer.Length;
                var count = await whole.ReadAsync(buffer[..most], cancellationToken);
                _left -= chaos.IsOn ? Math.Min(_left, count) : 0;
                if (_left == 0)
                {
                    Interlocked.Increment(ref chaos._failures);
                }

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
