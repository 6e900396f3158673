using System.Text;
using Istio.Reactor.Tls;
using Istio.Testing.Certificates;

namespace Istio.Reactor.Tests.Tls;

/// <summary>Two workloads of one mesh, and ways to let them meet.</summary>
public abstract class TlsTest(TimeProvider? time = null) : LoopTest(time)
{
    protected const string ClientId = "spiffe://cluster.local/ns/default/sa/client";
    protected const string ServerId = "spiffe://cluster.local/ns/default/sa/server";

    protected static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    protected static PeerRequirement IsServer { get; } = PeerRequirement.OneOf([ServerId]);

    protected static PeerRequirement IsInMesh { get; } = PeerRequirement.InTrustDomain("cluster.local");

    protected TestAuthority Root { get; } = TestAuthority.CreateRoot();

    protected static TrustBundle Bundle(params TestAuthority[] roots) =>
        TrustBundle.FromPem(Encoding.ASCII.GetBytes(string.Join('\n', roots.Select(root => root.RootPem))));

    protected static TlsContext Context(TestCertificate certificate, TrustStore trust) => Context(certificate, trust, TlsContextOptions.Mesh);

    private protected static TlsContext Context(TestCertificate certificate, TrustStore trust, TlsContextOptions options) =>
        TlsContext.FromPem(certificate.ChainBytes, certificate.PrivateKeyBytes, trust, options);

    /// <summary>Connects and handshakes; each side gets its stream or its reason.</summary>
    protected async Task<(IoResult<TlsStream> Client, IoResult<TlsStream> Server)> MeetAsync(
        TlsContext client, TlsContext server, PeerRequirement? ofServer = null, PeerRequirement? ofClient = null)
    {
        var (near, far) = await ConnectPairAsync();
        var accepting = TlsStream.AcceptAsync(far, server, ofClient ?? IsInMesh, Timeout).AsTask();
        var connected = await TlsStream.ConnectAsync(near, client, ofServer ?? IsServer, Timeout);
        return (connected, await accepting);
    }

    /// <summary>A client and a server with certificates of the root; the contexts may go before their connections.</summary>
    protected async Task<(TlsStream Client, TlsStream Server)> MeetWellAsync()
    {
        var trust = new TrustStore(Bundle(Root));
        using var client = Context(Root.Issue(ClientId), trust);
        using var server = Context(Root.Issue(ServerId), trust);
        return await MeetWellAsync(client, server);
    }

    /// <summary>A pair that must come about.</summary>
    protected async Task<(TlsStream Client, TlsStream Server)> MeetWellAsync(TlsContext client, TlsContext server)
    {
        var (near, far) = await MeetAsync(client, server);
        Assert.True(near.Succeeded, near.Failure?.Detail);
        Assert.True(far.Succeeded, far.Failure?.Detail);
        return (near.Value, far.Value);
    }

    protected static void Close(params IoResult<TlsStream>[] results)
    {
        foreach (var result in results)
        {
            result.Value?.Dispose();
        }
    }
}
