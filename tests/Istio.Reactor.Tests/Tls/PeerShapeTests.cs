using System.Security.Cryptography.X509Certificates;
using Istio.Reactor.Tls;
using Istio.Testing.Certificates;

namespace Istio.Reactor.Tests.Tls;

/// <summary>A peer is one workload: what a certificate of a trusted root must look like for a connection, seen from both sides.</summary>
public sealed class PeerShapeTests : TlsTest
{
    private const string OtherId = "spiffe://cluster.local/ns/istio-system/sa/istiod";

    public static TheoryData<bool> Versions => [false, true];

    [Theory]
    [MemberData(nameof(Versions))]
    public Task A_peer_with_two_names_is_refused_although_one_of_them_would_do(bool onlyTls12) => OnLoop(async () =>
    {
        await RefusedByNameAsync(onlyTls12, Root.IssueUnfit([ClientId, OtherId]), Root.IssueUnfit([ServerId, OtherId]));
        await RefusedByNameAsync(onlyTls12, Root.IssueUnfit([OtherId, ClientId]), Root.IssueUnfit([OtherId, ServerId]));
    });

    [Theory]
    [MemberData(nameof(Versions))]
    public Task A_name_that_is_no_workloads_is_refused(bool onlyTls12) => OnLoop(async () =>
    {
        foreach (var name in new[] { "spiffe://cluster.local/ns/*/sa/*", "spiffe://cluster.local/client", "https://cluster.local/ns/default/sa/client" })
        {
            await RefusedByNameAsync(onlyTls12, Root.IssueUnfit([name]), Root.IssueUnfit([name]));
        }
    });

    [Theory]
    [MemberData(nameof(Versions))]
    public Task An_authority_is_no_peer_although_it_has_the_right_name(bool onlyTls12) => OnLoop(async () =>
    {
        var (client, server) = (Root.IssueUnfit([ClientId], isAuthority: true), Root.IssueUnfit([ServerId], isAuthority: true));
        await RefusedAsync(onlyTls12, client, server, FailureReason.Untrusted, FailureReason.Untrusted);
        foreach (var usage in new[] { X509KeyUsageFlags.KeyCertSign, X509KeyUsageFlags.CrlSign })
        {
            var both = usage | X509KeyUsageFlags.DigitalSignature;
            (client, server) = (Root.IssueUnfit([ClientId], usage: both), Root.IssueUnfit([ServerId], usage: both));
            await RefusedAsync(onlyTls12, client, server, FailureReason.Untrusted, FailureReason.Untrusted);
        }
    });

    private Task RefusedByNameAsync(bool onlyTls12, TestCertificate client, TestCertificate server) =>
        RefusedAsync(onlyTls12, client, server, FailureReason.WrongTrustDomain, FailureReason.UnexpectedIdentity);

    /// <summary>Each of the two meets a good peer, in its role.</summary>
    private async Task RefusedAsync(bool onlyTls12, TestCertificate client, TestCertificate server, FailureReason ofClient, FailureReason ofServer)
    {
        var options = new TlsContextOptions { OnlyTls12 = onlyTls12 };
        var trust = new TrustStore(Bundle(Root));
        using var goodClient = Context(Root.Issue(ClientId), trust, options);
        using var goodServer = Context(Root.Issue(ServerId), trust, options);
        using var badClient = Context(client, trust, options);
        using var badServer = Context(server, trust, options);

        var (near, far) = await MeetAsync(badClient, goodServer);
        Assert.Equal(ofClient, far.Failure?.Reason);
        Close(near, far);

        (near, far) = await MeetAsync(goodClient, badServer);
        Assert.Equal(ofServer, near.Failure?.Reason);
        Close(near, far);
    }
}
