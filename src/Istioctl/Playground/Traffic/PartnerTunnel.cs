using System.Diagnostics;
using System.Net;
using System.Text;
using Istio.Core.Net;
using Istio.Http.Connect;
using Istio.Http.Http2;
using Istio.Reactor;
using Istio.Reactor.Tls;
using Istioctl.Playground.Scenery;

namespace Istioctl.Playground.Traffic;

/// <summary>
/// An HBONE tunnel into the mesh from outside: a client with a certificate of its own authority. It holds one stream open and notices
/// when it is closed.
/// </summary>
internal sealed class PartnerTunnel : IAsyncDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    private readonly ReactorLoop _loop;
    private readonly TunnelClient _client;
    private readonly ByteStream _stream;

    private PartnerTunnel(ReactorLoop loop, TunnelClient client, ByteStream stream)
    {
        _loop = loop;
        _client = client;
        _stream = stream;
        Closed = loop.RunAsync(WatchAsync);
    }

    /// <summary>Completes when the tunnel has ended, with the <see cref="Stopwatch"/> timestamp of that moment.</summary>
    public Task<long> Closed { get; }

    /// <summary>Dials a workload's HBONE port and opens a tunnel to its application.</summary>
    /// <param name="target">Address of the workload and port of the application; HBONE is at the same address.</param>
    /// <param name="expected">The SPIFFE URI the workload must have.</param>
    /// <exception cref="IOException">The handshake or the tunnel is refused; the message says why.</exception>
    public static async Task<PartnerTunnel> OpenAsync(TlsContext context, IPEndPoint target, string expected)
    {
        var loop = ReactorLoop.Start("partner");
        try
        {
            var (client, stream) = await loop.RunAsync(() => DialAsync(loop, context, target, expected));
            return new PartnerTunnel(loop, client, stream);
        }
        catch
        {
            await StopAsync(loop);
            throw;
        }
    }

    /// <summary>Null when the mesh does not let the partner in.</summary>
    public static async Task<PartnerTunnel?> TryOpenAsync(TlsContext context, SceneWorkload target)
    {
        try
        {
            return await OpenAsync(context, target.Application, target.Identity.ToString());
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>The partner shows a certificate of its own authority and trusts the mesh's root.</summary>
    public static TlsContext ContextOf(MeshAuthority partner, MeshAuthority mesh)
    {
        var (certificate, key) = partner.Issue(PolicyEdits.Partner);
        using (certificate)
        {
            var trust = new TrustStore(TrustBundle.FromPem(Encoding.ASCII.GetBytes(mesh.RootPem)));
            return TlsContext.FromPem(Encoding.ASCII.GetBytes(certificate.ExportCertificatePem()), Encoding.ASCII.GetBytes(key.ToPem()), trust);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _loop.RunAsync(() =>
        {
            _stream.Dispose();
            _client.Close("the partner leaves");
            return Task.CompletedTask;
        });
        await StopAsync(_loop);
    }

    private static async Task<(TunnelClient Client, ByteStream Stream)> DialAsync(ReactorLoop loop, TlsContext context, IPEndPoint target, string expected)
    {
        var hbone = IpPort.From(new IPEndPoint(target.Address, Istio.Core.Names.Ports.Hbone));
        var transport = (await TcpStream.ConnectAsync(loop, hbone, TcpConnectOptions.Default)).Require();
        var secured = (await TlsStream.ConnectAsync(transport, context, PeerRequirement.OneOf([expected]), Timeout)).Require();
        var client = TunnelClient.Start(secured, Http2Options.HboneClient);
        var result = await client.ConnectAsync(target.ToString(), default);
        if (result.Succeeded)
        {
            return (client, result.Tunnel);
        }

        client.Close("refused");
        throw new IOException(result.Failure?.Detail ?? $"CONNECT was answered with status {result.Status}");
    }

    private static async Task StopAsync(ReactorLoop loop)
    {
        await loop.StopAsync();
        loop.Dispose();
    }

    /// <summary>One request shows that the tunnel carries; then everything is read until its end.</summary>
    private async Task<long> WatchAsync()
    {
        var buffer = new byte[4096];
        _stream.TryWrite(Encoding.ASCII.GetBytes("GET /health HTTP/1.1\r\nHost: details\r\n\r\n"));
        while (true)
        {
            var read = _stream.TryRead(buffer);
            if (read is ByteStream.EndOfStream or ByteStream.Failed)
            {
                return Stopwatch.GetTimestamp();
            }

            if (read == ByteStream.WouldBlock)
            {
                await _stream.ReadableAsync();
            }
        }
    }
}
