using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Istio.Security.Keys;

namespace Istio.Security.Tests.ControlPlane;

/// <summary>A TLS server that answers every request with "ok" and counts its connections.</summary>
internal sealed class OneByOneServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly TaskCompletionSource _firstEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stopping = new();
    private readonly SslStreamCertificateContext _certificate;
    private readonly Task _serving;
    private int _connections;

    public OneByOneServer(X509Certificate2 leaf, PrivateKey key, X509Certificate2 intermediate)
    {
        _certificate = SslStreamCertificateContext.Create(X509Certificate2.CreateFromPem(leaf.ExportCertificatePem(), key.ToPem()), [intermediate], offline: true);
        _listener.Start();
        _serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Connections whose handshake was completed.</summary>
    public int Connections => _connections;

    /// <summary>The client has ended or broken the first connection.</summary>
    public Task FirstConnectionEnded => _firstEnded.Task;

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _serving;
        _listener.Dispose();
        _stopping.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                await AnswerAsync(await _listener.AcceptTcpClientAsync(_stopping.Token));
                _firstEnded.TrySetResult();
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        try
        {
            using (client)
            {
                await using var tls = new SslStream(client.GetStream());
                await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificateContext = _certificate });
                _connections++;
                using var reader = new StreamReader(tls);
                while (await reader.ReadLineAsync() is { } line)
                {
                    if (line.Length == 0)
                    {
                        await tls.WriteAsync(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
                    }
                }
            }
        }
        catch (Exception e) when (e is IOException or System.Security.Authentication.AuthenticationException)
        {
            // The client has refused the certificate or gone.
        }
    }
}
