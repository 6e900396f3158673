using System.Net;
using System.Net.Sockets;
using System.Text;
using Istio.Core.Parts;

namespace Istio.Kubernetes.Tests.Writers;

/// <summary>An HTTP server on a real socket whose answers are given in advance, one a connection; the last one is repeated.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    /// <summary>Instead of an answer: the connection is closed.</summary>
    public const string Hangup = "";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly string[] _answers;
    private readonly BackgroundTask _serving;
    private int _requests;

    /// <param name="answers">Status line and further header lines, for instance <c>429 Too Many Requests\r\nRetry-After: 1</c>.</param>
    public ScriptedServer(params string[] answers)
    {
        _answers = answers;
        _listener.Start();
        _serving = new(ServeAsync);
        _serving.Start();
    }

    public Uri Address => new($"http://{_listener.LocalEndpoint}");

    public int Requests => Volatile.Read(ref _requests);

    public async ValueTask DisposeAsync()
    {
        await _serving.DisposeAsync();
        _listener.Dispose();
    }

    private async Task ServeAsync(CancellationToken stopping)
    {
        while (true)
        {
            using var connection = await _listener.AcceptTcpClientAsync(stopping);
            var stream = connection.GetStream();
            await ReadRequestAsync(stream, stopping);
            var answer = _answers[Math.Min(Interlocked.Increment(ref _requests), _answers.Length) - 1];
            if (answer != Hangup)
            {
                var text = $"HTTP/1.1 {answer}\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{"{}"}";
                await stream.WriteAsync(Encoding.ASCII.GetBytes(text), stopping);
            }
        }
    }

    /// <summary>Head and body.</summary>
    private static async Task ReadRequestAsync(NetworkStream stream, CancellationToken stopping)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        var left = 0;
        while (await reader.ReadLineAsync(stopping) is { Length: > 0 } line)
        {
            left = line.StartsWith("Content-Length: ", StringComparison.Ordinal) ? int.Parse(line["Content-Length: ".Length..]) : left;
        }

        var buffer = new char[1024];
        while (left > 0 && await reader.ReadAsync(buffer.AsMemory(0, Math.Min(left, buffer.Length)), stopping) is > 0 and var count)
        {
            left -= count;
        }
    }
}
