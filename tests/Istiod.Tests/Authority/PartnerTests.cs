using System.Net.Security;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Istio.Api.Auth;
using Istio.Core.Identity;
using Istio.Security.Certificates;
using Istio.Security.Keys;
using Istio.Xds.Resources;

namespace Istiod.Tests.Authority;

/// <summary>
/// A partner whose root is in MeshConfig.caCertificates may be let into workloads. At istiod its certificates are worth nothing, whatever they say.
/// </summary>
public sealed class PartnerTests
{
    private static readonly SpiffeId Reader = new("cluster.local", "default", "reader");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Claimed => new(
        "spiffe://cluster.local/ns/default/sa/reader",
        "spiffe://cluster.local/ns/istio-system/sa/ztunnel",
        "spiffe://cluster.local/ns/istio-system/sa/istiod",
        "spiffe://partner/ns/default/sa/reader",
        "istiod.istio-system.svc");

    [Theory]
    [MemberData(nameof(Claimed))]
    public async Task A_partner_gets_no_certificate_and_no_configuration(string name)
    {
        var partner = new TestCa(TimeProvider.System.GetUtcNow(), "partner");
        await using var istiod = await RunningIstiod.StartAsync(directory => directory.Write("mesh.yaml", Trusting(partner)));
        await istiod.UntilAsync("/debug/mesh", page => page.Contains("BEGIN CERTIFICATE", StringComparison.Ordinal));

        await RefusedAsync(istiod, partner.Credential(name));

        istiod.WriteMeshConfig("trustDomain: cluster.local\n");
        await istiod.UntilAsync("/debug/mesh", page => !page.Contains("BEGIN CERTIFICATE", StringComparison.Ordinal));
        await RefusedAsync(istiod, partner.Credential(name));
    }

    [Fact]
    public async Task A_certificate_of_the_meshs_own_root_gets_its_own_identity_and_no_other_name()
    {
        await using var istiod = await RunningIstiod.StartAsync();
        var invoker = istiod.Secure(certificate: istiod.Ca.Credential(Reader.ToString(), "istiod.istio-system.svc", "*.svc"));

        var answer = await SignAsync(invoker, null);

        Assert.True(CertificatePem.TryRead(answer.CertChain[0], out var leaf, out _));
        Assert.Equal(SubjectAltNames.FromNames([Reader.ToString()]), SubjectAltNames.Of(leaf[0]));
    }

    [Fact]
    public async Task A_certificate_of_the_meshs_own_root_impersonates_nobody()
    {
        await using var istiod = await RunningIstiod.StartAsync(environment: ("CA_TRUSTED_NODE_ACCOUNTS", "istio-system/ztunnel"));
        var invoker = istiod.Secure(certificate: istiod.Ca.Credential("spiffe://cluster.local/ns/istio-system/sa/ztunnel"));

        var refusal = await Assert.ThrowsAsync<RpcException>(() => SignAsync(invoker, Reader.ToString()));

        Assert.Equal(StatusCode.Unauthenticated, refusal.StatusCode);
    }

    private static string Trusting(TestCa partner) =>
        $"trustDomain: cluster.local\ncaCertificates:\n- pem: |\n    {partner.Bundle.Pem.Trim().ReplaceLineEndings("\n    ")}\n";

    private static async Task RefusedAsync(RunningIstiod istiod, SslStreamCertificateContext certificate)
    {
        await Assert.ThrowsAsync<RpcException>(() => SignAsync(istiod.Secure(certificate: certificate), null));
        await Assert.ThrowsAsync<RpcException>(() => SignAsync(istiod.Secure(certificate: certificate), Reader.ToString()));
        // The connection ends in its handshake: where the client is already writing its request, it gets that exception as it is.
        var refusal = await Assert.ThrowsAnyAsync<Exception>(() => SubscribeAsync(istiod, certificate));
        Assert.True(refusal is RpcException or IOException, $"{refusal}");

        // The same questions are answered to those who are entitled.
        Assert.NotEmpty((await SignAsync(istiod.Secure(certificate: istiod.Ca.Credential(Reader.ToString())), null)).CertChain);
        await SubscribeAsync(istiod, istiod.Ca.Credential("spiffe://cluster.local/ns/istio-system/sa/ztunnel"));
    }

    private static async Task SubscribeAsync(RunningIstiod istiod, SslStreamCertificateContext certificate)
    {
        using var stream = istiod.Delta(istiod.Secure(certificate: certificate));
        await stream.SubscribeAsync(ResourceTypes.Address.TypeUrl, RunningIstiod.NodeOf());
        await stream.NextAsync();
    }

    private static async Task<IstioCertificateResponse> SignAsync(CallInvoker invoker, string? impersonated)
    {
        var request = new IstioCertificateRequest { Csr = SigningRequest.Create(PrivateKey.CreateP256(), Reader) };
        if (impersonated is not null)
        {
            request.Metadata = new Struct { Fields = { ["ImpersonatedIdentity"] = Value.ForString(impersonated) } };
        }

        return await new IstioCertificateService.IstioCertificateServiceClient(invoker).CreateCertificateAsync(request, cancellationToken: Cancellation);
    }
}
