using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Istio.Security.Trust;
using Istiod.Authority.Roots;

namespace Istiod.Tests.Authority.Serving;

/// <summary>
/// Who is a caller, and that no handshake and no connection outlives the trust it relied on (CVE-2025-68121), in TLS 1.2 and 1.3.
/// </summary>
public sealed class SecureListenerTests : IAsyncLifetime
{
    private const string Reader = "spiffe://cluster.local/ns/default/sa/reader";

    private readonly TestCa _partner = new(TimeProvider.System.GetUtcNow(), "partner");
    private readonly TestCa _next = new(TimeProvider.System.GetUtcNow(), "next");
    private RunningAuthority _authority = null!;

    public static TheoryData<SslProtocols> Versions => [SslProtocols.Tls12, SslProtocols.Tls13];

    public static TheoryData<string[]> OtherNames => new(
        ["spiffe://cluster.local/ns/default/sa/reader", "spiffe://cluster.local/ns/istio-system/sa/istiod"],
        ["spiffe://cluster.local/ns/default/sa/reader", "spiffe://elsewhere"],
        ["spiffe://elsewhere/ns/default/sa/reader"],
        ["spiffe:///ns/default/sa/reader"],
        ["spiffe://cluster.local/ns/*/sa/*"],
        ["spiffe://cluster.local/ns/default/sa/*"],
        ["spiffe://cluster.local/ns/../sa/reader"],
        ["spiffe://cluster.local/reader"],
        ["istiod.istio-system.svc"],
        ["*.svc", "10.0.0.1"]);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private MeshTrust Trust => _authority.Host.Trust;

    public async ValueTask InitializeAsync()
    {
        _authority = await RunningAuthority.StartAsync();
        Trust.SetAuthorityRoots(_authority.Ca.Bundle.With(_next.Bundle));
    }

    public ValueTask DisposeAsync() => _authority.DisposeAsync();

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_client_of_an_own_root_is_known_by_its_name(SslProtocols version)
    {
        using var client = Client(version, _next.Credential(Reader, "reader.default.svc"));

        Assert.Equal(Reader, await WhoAmI(client));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_client_without_a_certificate_is_let_in_as_nobody(SslProtocols version)
    {
        using var client = Client(version, certificate: null);

        Assert.StartsWith("nobody: no client certificate", await WhoAmI(client), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_header_that_tells_of_a_certificate_makes_nobody_a_caller()
    {
        using var client = Client(SslProtocols.Tls13, certificate: null);
        client.DefaultRequestHeaders.Add("x-forwarded-client-cert", $"By=spiffe://cluster.local/ns/istio-system/sa/istiod;URI={Reader}");

        Assert.StartsWith("nobody: no client certificate", await WhoAmI(client), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_client_of_an_unknown_root_is_refused_in_the_handshake(SslProtocols version)
    {
        using var client = Client(version, _partner.Credential(Reader));

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => WhoAmI(client));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_client_of_a_root_of_the_mesh_configuration_is_refused_in_the_handshake(SslProtocols version)
    {
        Assert.True(_partner.Bundle.IsSubsetOf(_authority.Configure(new() { CaCertificates = [_partner.Bundle.Pem] })));
        using var client = Client(version, _partner.Credential(Reader));

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => WhoAmI(client));
    }

    [Fact]
    public async Task An_own_root_that_the_mesh_configuration_names_too_stays_one()
    {
        Assert.True(_next.Bundle.IsSubsetOf(_authority.Configure(new() { CaCertificates = [_next.Bundle.Pem] })));
        using var client = Client(SslProtocols.Tls13, _next.Credential(Reader));

        Assert.Equal(Reader, await WhoAmI(client));
    }

    [Theory]
    [MemberData(nameof(OtherNames))]
    public async Task A_certificate_that_does_not_name_one_workload_of_the_mesh_is_refused_in_the_handshake(string[] names)
    {
        using var client = Client(SslProtocols.Tls13, _next.Credential(names));

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => WhoAmI(client));
    }

    [Fact]
    public async Task An_authority_is_no_caller()
    {
        using var client = Client(SslProtocols.Tls13, _next.AuthorityCredential(Reader));

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => WhoAmI(client));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_root_removed_between_two_connections_refuses_the_second_with_the_same_session_state(SslProtocols version)
    {
        // One options object is one client-side session cache: the second connection would resume if the server let it.
        var options = Options(version, _next.Credential(Reader));
        await using (var first = await ConnectAsync(options))
        {
            Assert.True(await AnswersAsync(first));
        }

        Trust.SetAuthorityRoots(_authority.Ca.Bundle);

        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            await using var second = await ConnectAsync(options);
            Assert.True(await AnswersAsync(second));
        });
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_root_added_to_the_running_listener_lets_the_next_connection_in(SslProtocols version)
    {
        var late = new TestCa(TimeProvider.System.GetUtcNow(), "late");
        using var before = Client(version, late.Credential(Reader));
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => WhoAmI(before));

        Trust.SetAuthorityRoots(_authority.Ca.Bundle.With(late.Bundle));
        using var after = Client(version, late.Credential(Reader));
        Assert.Equal(Reader, await WhoAmI(after));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task An_open_connection_is_closed_when_its_root_is_removed(SslProtocols version)
    {
        await using var open = await ConnectAsync(Options(version, _next.Credential(Reader)));
        Assert.True(await AnswersAsync(open));
        Assert.Equal(1, _authority.Host.Listener.Open.Count);

        Trust.SetAuthorityRoots(_authority.Ca.Bundle);

        Assert.True(await EndsAsync(open));
    }

    [Fact]
    public async Task An_open_connection_is_closed_when_the_mesh_gets_another_trust_domain()
    {
        await using var open = await ConnectAsync(Options(SslProtocols.Tls13, _next.Credential(Reader)));
        Assert.True(await AnswersAsync(open));

        Trust.SetTrustDomain("renamed@example");

        Assert.True(await EndsAsync(open));
        using var client = Client(SslProtocols.Tls13, _next.Credential("spiffe://renamed.example/ns/default/sa/reader"));
        Assert.Equal("spiffe://renamed.example/ns/default/sa/reader", await WhoAmI(client));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task An_open_connection_of_a_root_that_stays_is_not_touched(SslProtocols version)
    {
        using var client = Client(version, _next.Credential(Reader));
        await WhoAmI(client);
        Trust.SetAuthorityRoots(_next.Bundle);
        _authority.Configure(new() { CaCertificates = [_partner.Bundle.Pem] });

        Assert.Equal(Reader, await WhoAmI(client));
        Assert.Equal(1, _authority.Host.Listener.Open.Count);
    }

    private async Task<string> WhoAmI(HttpClient client) => await client.GetStringAsync(new Uri(_authority.Secure, "/whoami"), Cancellation);

    private HttpClient Client(SslProtocols version, SslStreamCertificateContext? certificate) =>
        new(new SocketsHttpHandler { SslOptions = Options(version, certificate) })
        {
            DefaultRequestVersion = System.Net.HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };

    private SslClientAuthenticationOptions Options(SslProtocols version, SslStreamCertificateContext? certificate) => new()
    {
        TargetHost = "istiod.istio-system.svc",
        EnabledSslProtocols = version,
        AllowTlsResume = true,
        ApplicationProtocols = [SslApplicationProtocol.Http2],
        ClientCertificateContext = certificate,
        RemoteCertificateValidationCallback = (_, certificate, chain, _) => IsOurAuthority(PeerChain.Of((X509Certificate2)certificate!, chain!.ChainPolicy.ExtraStore)),
    };

    private bool IsOurAuthority(PeerChain chain) =>
        _authority.Host.Trust.AuthorityRoots.Verify(chain, CertificateUse.Server, TimeProvider.System.GetUtcNow()).IsTrusted;

    private async Task<SslStream> ConnectAsync(SslClientAuthenticationOptions options)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(_authority.Endpoint, Cancellation);
        var tls = new SslStream(new NetworkStream(socket, ownsSocket: true));
        await tls.AuthenticateAsClientAsync(options, Cancellation);
        return tls;
    }

    /// <summary>Speaks HTTP/2 far enough to see the server's SETTINGS. In TLS 1.3 a refused client learns of it only here.</summary>
    private static async Task<bool> AnswersAsync(SslStream tls)
    {
        await tls.WriteAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0"u8.ToArray(), Cancellation);
        var settings = new byte[9];
        return await tls.ReadAtLeastAsync(settings, settings.Length, throwOnEndOfStream: false, Cancellation) == settings.Length && settings[3] == 4;
    }

    private static async Task<bool> EndsAsync(SslStream tls)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(10));
        var buffer = new byte[1024];
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
