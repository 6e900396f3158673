using System.Buffers;
using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Grpc.Core;
using Grpc.Net.Client;
using Istio.Api.Auth;
using Istio.Core.Identity;
using Istio.Core.Metrics;
using Istio.Security.Certificates;
using Istio.Security.ControlPlane;
using Istio.Security.Issuance;
using Istio.Security.Keys;
using Istio.Security.Tokens;

namespace Istiod.Tests.Authority;

public sealed class CertificateServiceTests : IAsyncLifetime
{
    private static readonly SpiffeId Ztunnel = new("cluster.local", "istio-system", "ztunnel");
    private static readonly SpiffeId Reviews = new("cluster.local", "default", "reviews");
    private static readonly SpiffeId Details = new("cluster.local", "default", "details");

    private RunningAuthority _authority = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _authority = await RunningAuthority.StartAsync();

    public ValueTask DisposeAsync() => _authority.DisposeAsync();

    [Fact]
    public async Task A_token_yields_the_certificate_of_its_own_account()
    {
        using var client = _authority.Client(_authority.Token(RunningAuthority.NodeA));
        var certificate = await client.IssueAsync(Ztunnel, Cancellation);

        Assert.Equal([Ztunnel.ToString()], certificate.Chain.Names.Uris);
        Assert.True(certificate.VerifiesAgainst(_authority.Host.Trust.AuthorityRoots, TimeProvider.System.GetUtcNow()));
        Assert.InRange(certificate.Validity.Lifetime.TotalHours, 24.03, 24.04);
        Assert.Contains("citadel_server_success_cert_issuance_count 1", Metrics(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Asking_for_another_identity_without_impersonation_yields_ones_own_which_the_client_refuses()
    {
        using var client = _authority.Client(_authority.Token(RunningAuthority.NodeA));

        var error = await Assert.ThrowsAsync<IssuanceException>(() => client.IssueAsync(Reviews, Cancellation));
        Assert.Contains($"asked for {Reviews}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_gets_certificates_for_its_workloads_and_for_no_others()
    {
        using var client = _authority.Client(_authority.Token(RunningAuthority.NodeA), impersonate: true);

        Assert.Equal([Reviews.ToString()], (await client.IssueAsync(Reviews, Cancellation)).Chain.Names.Uris);
        var refused = await Assert.ThrowsAsync<IssuanceException>(() => client.IssueAsync(Details, Cancellation));
        Assert.EndsWith("answered Unauthenticated: request impersonation authentication failure", refused.Message, StringComparison.Ordinal);
        Assert.Contains("citadel_server_authentication_failure_count 1", Metrics(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_ends_of_root_and_chain_are_metrics()
    {
        var ends = Metrics().Split('\n')
            .Where(line => line.StartsWith("citadel_server_", StringComparison.Ordinal))
            .ToDictionary(line => line.Split(' ')[0], line => line.Split(' ')[1]);

        Assert.Equal(Unix(_authority.Ca.Root), Convert.ToDouble(ends["citadel_server_root_cert_expiry_timestamp"], CultureInfo.InvariantCulture));
        Assert.Equal(Unix(_authority.Ca.Certificate), Convert.ToDouble(ends["citadel_server_cert_chain_expiry_timestamp"], CultureInfo.InvariantCulture));
        Assert.InRange(Convert.ToDouble(ends["citadel_server_cert_chain_expiry_seconds"], CultureInfo.InvariantCulture), 364 * 86400, 365 * 86400);
        Assert.Contains("citadel_server_root_cert_expiry_seconds", ends);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not.a.token")]
    public async Task Who_cannot_be_identified_gets_nothing(string token)
    {
        using var client = _authority.Client(token);

        var refused = await Assert.ThrowsAsync<IssuanceException>(() => client.IssueAsync(Ztunnel, Cancellation));
        Assert.EndsWith("answered Unauthenticated: request authenticate failure", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Bearer ", true)]
    [InlineData("bearer ", false)]
    [InlineData("BEARER ", false)]
    [InlineData("Istio ", false)]
    [InlineData("", false)]
    public async Task The_scheme_of_a_token_is_Bearer_letter_by_letter(string scheme, bool isKnown)
    {
        var headers = new Metadata { { "authorization", scheme + _authority.Token(RunningAuthority.NodeA) } };
        var options = new ControlPlaneOptions
        {
            Address = _authority.Secure,
            AlternateHostName = "istiod.istio-system.svc",
            Roots = new ControlPlaneRoots(_authority.Host.Trust.AuthorityRoots.Pem),
        };
        using var channel = GrpcChannel.ForAddress(
            options.Address, new() { HttpHandler = ControlPlaneHandler.Create(options, TimeProvider.System), DisposeHttpClient = true });
        var request = new IstioCertificateRequest { Csr = SigningRequest.Create(PrivateKey.CreateP256(), Ztunnel) };
        async Task<IstioCertificateResponse> AskAsync() =>
            await new IstioCertificateService.IstioCertificateServiceClient(channel).CreateCertificateAsync(request, headers, cancellationToken: Cancellation);

        if (isKnown)
        {
            Assert.NotEmpty((await AskAsync()).CertChain);
        }
        else
        {
            Assert.Equal(StatusCode.Unauthenticated, (await Assert.ThrowsAsync<RpcException>(AskAsync)).StatusCode);
        }
    }

    [Fact]
    public async Task A_token_in_clear_counts_for_nothing()
    {
        using var client = _authority.Client(_authority.Token(RunningAuthority.NodeA), address: _authority.Plain);

        var refused = await Assert.ThrowsAsync<IssuanceException>(() => client.IssueAsync(Ztunnel, Cancellation));
        Assert.EndsWith("answered Unauthenticated: request authenticate failure", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_of_another_root_is_not_asked()
    {
        await using var other = await RunningAuthority.StartAsync();
        using var wrongRoot = other.Client(_authority.Token(RunningAuthority.NodeA), address: _authority.Secure);

        var refused = await Assert.ThrowsAsync<IssuanceException>(() => wrongRoot.IssueAsync(Ztunnel, Cancellation));
        Assert.Contains("The SSL connection could not be established", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("citadel_server_csr_count 1", Metrics(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_root_file_that_changes_counts_at_the_next_connection()
    {
        using var directory = new TemporaryDirectory();
        directory.Write("root.pem", _authority.Host.Trust.AuthorityRoots.Pem);
        using (var before = _authority.Client(_authority.Token(RunningAuthority.NodeA), roots: directory["root.pem"]))
        {
            Assert.Equal(Ztunnel, (await before.IssueAsync(Ztunnel, Cancellation)).Identity);
        }

        directory.Write("root.pem", new TestCa(TimeProvider.System.GetUtcNow(), "other").Bundle.Pem);
        using var after = _authority.Client(_authority.Token(RunningAuthority.NodeA), roots: directory["root.pem"]);
        await Assert.ThrowsAsync<IssuanceException>(() => after.IssueAsync(Ztunnel, Cancellation));
    }

    [Fact]
    public async Task Too_long_a_life_is_an_invalid_argument()
    {
        var options = new CaClientOptions
        {
            ControlPlane = new()
            {
                Address = _authority.Secure,
                AlternateHostName = "istiod.istio-system.svc",
                Roots = new(_authority.Host.Trust.AuthorityRoots.Pem),
                Token = Istio.Security.ControlPlane.BearerToken.From(_authority.Token(RunningAuthority.NodeA)),
            },
            Lifetime = TimeSpan.FromDays(91),
        };
        using var client = new CaClient(options, TimeProvider.System);

        var refused = await Assert.ThrowsAsync<IssuanceException>(() => client.IssueAsync(Ztunnel, Cancellation));
        Assert.EndsWith(
            "answered InvalidArgument: CSR signing error (requested TTL 2184h0m0s is greater than the max allowed TTL 2160h0m0s)", refused.Message, StringComparison.Ordinal);
        Assert.Contains("citadel_server_csr_sign_err_count{error=\"TTL_ERROR\"} 1", Metrics(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unbound_token_may_ask_for_itself_only()
    {
        using var client = _authority.Client(_authority.Token(new ServiceAccountClaims("default", "reviews")), impersonate: true);

        await Assert.ThrowsAsync<IssuanceException>(() => client.IssueAsync(Details, Cancellation));
    }

    private static double Unix(X509Certificate2 certificate) => Validity.Of(certificate).NotAfter.ToUnixTimeSeconds();

    private string Metrics()
    {
        var buffer = new ArrayBufferWriter<byte>();
        _authority.Metrics.Write(buffer, MetricFormat.Prometheus);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
