using Istio.Reactor.Tls;
using Istio.Reactor.Tls.Records;
using Istio.Testing.Certificates;
using Istio.Testing.Streams;
using Microsoft.Extensions.Time.Testing;

namespace Istio.Reactor.Tests.Tls;

/// <summary>
/// No handshake, full or resumed, is accepted unless the peer's chain verifies against the trust bundle in force now (the answer to
/// CVE-2025-68121), in both roles, with TLS 1.2 and 1.3.
/// </summary>
public sealed class TrustLawTests : TlsTest
{
    public static TheoryData<TlsRole, bool> RolesAndVersions => new()
    {
        { TlsRole.Client, false },
        { TlsRole.Client, true },
        { TlsRole.Server, false },
        { TlsRole.Server, true },
    };

    [Theory]
    [MemberData(nameof(RolesAndVersions))]
    public Task A_peer_of_a_removed_root_is_refused_by_a_running_listener_or_dialler(TlsRole verifier, bool onlyTls12) => OnLoop(async () =>
    {
        using var other = TestAuthority.CreateRoot("other root");
        using var scene = new Scene(this, verifier, new TlsContextOptions { OnlyTls12 = onlyTls12 });
        Close(await scene.MeetWellAsync());
        scene.VerifierTrust.Replace(Bundle(other));
        var outcome = await scene.MeetAsync();
        Assert.Equal(FailureReason.Untrusted, scene.VerdictOf(outcome).Failure!.Reason);
        Close(outcome.Client, outcome.Server);
        scene.VerifierTrust.Replace(Bundle(other, Root));
        Close(await scene.MeetWellAsync());
    });

    [Theory]
    [MemberData(nameof(RolesAndVersions))]
    public Task A_resumed_session_is_verified_against_the_bundle_in_force(TlsRole verifier, bool onlyTls12) => OnLoop(async () =>
    {
        using var other = TestAuthority.CreateRoot("other root");
        using var scene = new Scene(this, verifier, new TlsContextOptions { OnlyTls12 = onlyTls12, Resumption = true });
        var first = await scene.MeetWellAsync();
        using var session = await ResumableSession.TakeAsync(first.Client, first.Server);
        Close(first);

        // While the root is trusted the session really resumes; otherwise this test would prove nothing.
        var (resumedClient, resumedServer) = await scene.ResumeAsync(session);
        Assert.True(IsResumed(resumedClient));
        Assert.True(IsResumed(resumedServer));
        Assert.Equal(ClientId, resumedServer.Require().Peer.Identity.ToString());
        Close(resumedClient, resumedServer);

        scene.VerifierTrust.Replace(Bundle(other));
        var outcome = await scene.ResumeAsync(session);
        Assert.Equal(FailureReason.Untrusted, scene.VerdictOf(outcome).Failure!.Reason);
        Close(outcome.Client, outcome.Server);
    });

    private static bool IsResumed(IoResult<TlsStream> result) => ((OpenSslRecords)result.Require().Records).Session.IsResumed;

    [Fact]
    public Task An_open_connection_of_a_removed_root_is_found_out() => OnLoop(async () =>
    {
        using var other = TestAuthority.CreateRoot("other root");
        using var intermediate = Root.CreateIntermediate();
        var trust = new TrustStore(Bundle(Root));
        using var client = Context(intermediate.Issue(ClientId), trust);
        using var server = Context(Root.Issue(ServerId), trust);
        var (near, far) = await MeetWellAsync(client, server);
        Assert.Equal(2, far.Peer.Chain.Count);
        Assert.True(trust.Verifies(far.Peer));
        trust.Replace(Bundle(other));
        Assert.False(trust.Verifies(far.Peer));
        Assert.Equal(FailureReason.Untrusted, trust.Verify(near.Peer)!.Reason);
        near.Dispose();
        far.Dispose();
    });

    [Theory]
    [MemberData(nameof(RolesAndVersions))]
    public Task An_expired_certificate_is_refused(TlsRole verifier, bool onlyTls12) => OnLoop(async () =>
    {
        var now = TimeProvider.System.GetUtcNow();
        using var scene = new Scene(this, verifier, new TlsContextOptions { OnlyTls12 = onlyTls12 }, now.AddHours(-2), now.AddMinutes(-1));
        var outcome = await scene.MeetAsync();
        Assert.Equal(FailureReason.CertificateExpired, scene.VerdictOf(outcome).Failure!.Reason);
        Close(outcome.Client, outcome.Server);
    });

    [Fact]
    public Task Validity_is_checked_by_the_given_clock() => OnLoop(async () =>
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var trust = new TrustStore(Bundle(Root), time);
        using var both = Context(Root.Issue(ServerId), trust);
        Close(await MeetWellAsync(both, both));
        time.Advance(TimeSpan.FromHours(2));
        var (client, server) = await MeetAsync(both, both);
        Assert.Equal(FailureReason.CertificateExpired, client.Failure!.Reason);
        Close(client, server);
    });

    [Fact]
    public Task A_client_of_another_trust_domain_is_refused_although_its_chain_verifies() => OnLoop(async () =>
    {
        var trust = new TrustStore(Bundle(Root));
        using var client = Context(Root.Issue("spiffe://elsewhere/ns/default/sa/client"), trust);
        using var server = Context(Root.Issue(ServerId), trust);
        var outcome = await MeetAsync(client, server);
        Assert.Equal(FailureReason.WrongTrustDomain, outcome.Server.Failure!.Reason);
        Close(outcome.Client);
    });

    /// <summary>In TLS 1.3 the client's part of the handshake is over before the server has verified its certificate (RFC 8446 4.4.2.4).</summary>
    [Fact]
    public Task A_refused_client_fails_at_its_first_read() => OnLoop(async () =>
    {
        using var other = TestAuthority.CreateRoot("other root");
        using var client = Context(Root.Issue(ClientId), new TrustStore(Bundle(Root)));
        using var server = Context(Root.Issue(ServerId), new TrustStore(Bundle(other)));
        var outcome = await MeetAsync(client, server);
        Assert.Equal(FailureReason.Untrusted, outcome.Server.Failure!.Reason);
        var stream = outcome.Client.Require();
        Assert.Equal(ByteStream.Failed, await stream.ReadOutcomeAsync());
        Assert.Equal(FailureReason.PeerAlert, stream.Failure!.Reason);
        Assert.Contains("unknown CA", stream.Failure.Detail, StringComparison.Ordinal);
        stream.Dispose();
    });

    [Fact]
    public Task A_server_with_another_identity_than_expected_is_refused() => OnLoop(async () =>
    {
        var trust = new TrustStore(Bundle(Root));
        using var client = Context(Root.Issue(ClientId), trust);
        using var server = Context(Root.Issue("spiffe://cluster.local/ns/default/sa/impostor"), trust);
        var outcome = await MeetAsync(client, server);
        Assert.Equal(FailureReason.UnexpectedIdentity, outcome.Client.Failure!.Reason);
        Assert.Contains("sa/impostor", outcome.Client.Failure.Detail, StringComparison.Ordinal);
        Assert.Equal(FailureReason.PeerAlert, outcome.Server.Failure!.Reason);
    });

    [Fact]
    public Task A_client_without_certificate_is_refused() => OnLoop(async () =>
    {
        var trust = new TrustStore(Bundle(Root));
        using var server = Context(Root.Issue(ServerId), trust);
        var accepted = new TaskCompletionSource<TcpStream>();
        using var listener = TcpListener.Listen(Loop, AnyPort, TcpListenOptions.Default, accepted.SetResult).Require();
        var dialling = Task.Run(() => AnonymousClient.DialAsync(listener.LocalAddress));
        var refused = await TlsStream.AcceptAsync(await accepted.Task, server, IsInMesh, Timeout);
        Assert.Equal(FailureReason.NoPeerCertificate, refused.Failure!.Reason);
        await dialling;
    });

    [Fact]
    public Task A_trusted_client_that_is_no_workload_is_refused() => OnLoop(async () =>
    {
        var trust = new TrustStore(Bundle(Root));
        using var client = Context(Root.Issue("spiffe://cluster.local/not-a-workload"), trust);
        using var server = Context(Root.Issue(ServerId), trust);
        var outcome = await MeetAsync(client, server);
        Assert.Equal(FailureReason.WrongTrustDomain, outcome.Server.Failure!.Reason);
        Close(outcome.Client);
    });

    private static void Close((TlsStream Client, TlsStream Server) pair)
    {
        pair.Client.Dispose();
        pair.Server.Dispose();
    }

    /// <summary>A client and a server of which one, the verifier, has a trust store of its own that the test changes.</summary>
    private sealed class Scene : IDisposable
    {
        private readonly TrustLawTests _test;
        private readonly TlsRole _verifier;
        private readonly TlsContext _client;
        private readonly TlsContext _server;

        public Scene(TrustLawTests test, TlsRole verifier, TlsContextOptions options, DateTimeOffset? validFrom = null, DateTimeOffset? validTo = null)
        {
            _test = test;
            _verifier = verifier;
            VerifierTrust = new TrustStore(Bundle(test.Root));
            var lenient = new TrustStore(Bundle(test.Root));
            var isClient = verifier == TlsRole.Client;
            _client = Context(isClient ? test.Root.Issue(ClientId) : test.Root.Issue(ClientId, validFrom, validTo), isClient ? VerifierTrust : lenient, options);
            _server = Context(isClient ? test.Root.Issue(ServerId, validFrom, validTo) : test.Root.Issue(ServerId), isClient ? lenient : VerifierTrust, options);
        }

        public TrustStore VerifierTrust { get; }

        public Task<(TlsStream Client, TlsStream Server)> MeetWellAsync() => _test.MeetWellAsync(_client, _server);

        public Task<(IoResult<TlsStream> Client, IoResult<TlsStream> Server)> MeetAsync() => _test.MeetAsync(_client, _server);

        public Task<(IoResult<TlsStream> Client, IoResult<TlsStream> Server)> ResumeAsync(ResumableSession session)
        {
            _client.SessionToResume = session.Pointer;
            return MeetAsync();
        }

        public IoResult<TlsStream> VerdictOf((IoResult<TlsStream> Client, IoResult<TlsStream> Server) outcome) =>
            _verifier == TlsRole.Client ? outcome.Client : outcome.Server;

        public void Dispose()
        {
            _client.Dispose();
            _server.Dispose();
        }
    }
}
