using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Istio.Security.Keys;
using Istio.Security.Trust;

namespace Istiod.Tests.Authority.Serving;

/// <summary>No handshake and no connection outlives the trust it relied on (CVE-2025-68121), in TLS 1.2 and 1.3.</summary>
public sealed class SecureListenerTests : IAsyncLifetime
{
    private const string Partner = "spiffe://partner/ns/default/sa/reader";

    private readonly TestCa _partner = new(TimeProvider.System.GetUtcNow(), "partner");
    private RunningAuthority _authority = null!;

    public static TheoryData<SslProtocols> Versions => [SslProtocols.Tls12, SslProtocols.Tls13];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _authority = await RunningAuthority.StartAsync();
        Assert.Empty(_authority.Host.Trust.SetAnchors([_partner.Bundle.Pem]));
    }

    public ValueTask DisposeAsync() => _authority.DisposeAsync();

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_client_of_a_trusted_root_is_known_by_its_name(SslProtocols version)
    {
        using HttpClient client = Client(version, _partner);

        Assert.Equal(Partner, await WhoAmI(client));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_client_without_a_certificate_is_let_in_as_nobody(SslProtocols version)
    {
        using HttpClient client = Client(version, partner: null);

        Assert.StartsWith("nobody: no client certificate", await WhoAmI(client), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_client_of_an_unknown_root_is_refused_in_the_handshake(SslProtocols version)
    {
        using HttpClient client = Client(version, new TestCa(TimeProvider.System.GetUtcNow(), "stranger"));

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => WhoAmI(client));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_root_removed_between_two_connections_refuses_the_second_with_the_same_session_state(SslProtocols version)
    {
        // One options object is one client-side session cache: the second connection would resume if the server let it.
        SslClientAuthenticationOptions options = Options(version, _partner);
        await using (SslStream first = await ConnectAsync(options))
        {
            Assert.True(await AnswersAsync(first));
        }

        _authority.Host.Trust.SetAnchors([]);

        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            await using SslStream second = await ConnectAsync(options);
            Assert.True(await AnswersAsync(second));
        });
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_root_added_to_the_running_listener_lets_the_next_connection_in(SslProtocols version)
    {
        TestCa late = new(TimeProvider.System.GetUtcNow(), "late");
        using HttpClient before = Client(version, late);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => WhoAmI(before));

        _authority.Host.Trust.SetAnchors([_partner.Bundle.Pem, late.Bundle.Pem]);
        using HttpClient after = Client(version, late);
        Assert.Equal(Partner, await WhoAmI(after));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task An_open_connection_is_closed_when_its_root_is_removed(SslProtocols version)
    {
        await using SslStream open = await ConnectAsync(Options(version, _partner));
        Assert.True(await AnswersAsync(open));
        Assert.Equal(1, _authority.Host.Listener.Open.Count);

        _authority.Host.Trust.SetAnchors([]);

        Assert.True(await EndsAsync(open));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task An_open_connection_of_a_root_that_stays_is_not_touched(SslProtocols version)
    {
        using HttpClient client = Client(version, _partner);
        await WhoAmI(client);
        _authority.Host.Trust.SetAnchors([_partner.Bundle.Pem, new TestCa(TimeProvider.System.GetUtcNow(), "more").Bundle.Pem]);

        Assert.Equal(Partner, await WhoAmI(client));
        Assert.Equal(1, _authority.Host.Listener.Open.Count);
    }

    private async Task<string> WhoAmI(HttpClient client) => await client.GetStringAsync(new Uri(_authority.Secure, "/whoami"), Cancellation);

    private HttpClient Client(SslProtocols version, TestCa? partner) => new(new SocketsHttpHandler { SslOptions = Options(version, partner) })
    {
        DefaultRequestVersion = System.Net.HttpVersion.Version20,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };

    private SslClientAuthenticationOptions Options(SslProtocols version, TestCa? partner) => new()
    {
        TargetHost = "istiod.istio-system.svc",
        EnabledSslProtocols = version,
        AllowTlsResume = true,
        ApplicationProtocols = [SslApplicationProtocol.Http2],
        ClientCertificateContext = partner is null ? null : Credential(partner),
        RemoteCertificateValidationCallback = (_, certificate, chain, _) => IsOurAuthority(PeerChain.Of((X509Certificate2)certificate!, chain!.ChainPolicy.ExtraStore)),
    };

    private bool IsOurAuthority(PeerChain chain) =>
        _authority.Host.Trust.Live.Current.Verify(chain, CertificateUse.Server, TimeProvider.System.GetUtcNow()).IsTrusted;

    private static SslStreamCertificateContext Credential(TestCa ca)
    {
        (PrivateKey key, X509Certificate2 leaf) = ca.Client(Partner);
        return SslStreamCertificateContext.Create(key.Attach(leaf), [ca.Certificate], offline: true);
    }

    private async Task<SslStream> ConnectAsync(SslClientAuthenticationOptions options)
    {
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(_authority.Endpoint, Cancellation);
        SslStream tls = new(new NetworkStream(socket, ownsSocket: true));
        await tls.AuthenticateAsClientAsync(options, Cancellation);
        return tls;
    }

    /// <summary>Speaks HTTP/2 far enough to see the server's SETTINGS. In TLS 1.3 a refused client learns of it only here.</summary>
    private static async Task<bool> AnswersAsync(SslStream tls)
    {
        await tls.WriteAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0"u8.ToArray(), Cancellation);
        byte[] settings = new byte[9];
        return await tls.ReadAtLeastAsync(settings, settings.Length, throwOnEndOfStream: false, Cancellation) == settings.Length && settings[3] == 4;
    }

    private static async Task<bool> EndsAsync(SslStream tls)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(10));
        byte[] buffer = new byte[1024];
        try
        {
            while (await tls.ReadAsync(buffer, limit.Token) > 0)
            {
                // Frames that were on their way.
            }

            return true;
        }
        catch (IOException)
        {
            return true;
        }
    }
}
