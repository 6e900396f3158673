using System.Net.Security;
using Envoy.Config.Core.V3;
using Envoy.Service.Discovery.V3;
using Grpc.Core;
using Grpc.Net.Client;
using Istio.Api.Auth;
using Istio.Core.Identity;
using Istio.Security.Certificates;
using Istio.Security.ControlPlane;
using Istio.Security.Keys;
using Istioctl.Playground.Scenery;

namespace Istioctl.Playground.Traffic;

/// <summary>Asks istiod on its secure port what a proxy asks, with nothing but a client certificate to prove who it is.</summary>
internal sealed class IstiodCaller : IDisposable
{
    private const string Address = "type.googleapis.com/istio.workload.Address";

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);

    private readonly SpiffeId _identity;
    private readonly GrpcChannel _channel;

    /// <param name="scene">Whose istiod is asked; it is known by the mesh's root.</param>
    /// <param name="authority">Signs the certificate.</param>
    /// <param name="identity">What the certificate says.</param>
    public IstiodCaller(Scene scene, MeshAuthority authority, SpiffeId identity)
    {
        _identity = identity;
        var (certificate, key) = authority.Issue(identity.ToString());
        var options = new ControlPlaneOptions
        {
            Address = new Uri($"https://{scene.Istiod.Addresses.SecureGrpc}"),
            AlternateHostName = IstiodAddresses.HostName,
            Roots = new ControlPlaneRoots(scene.Authority.RootPem),
            ClientCertificate = SslStreamCertificateContext.Create(key.Attach(certificate), null, offline: true),
        };
        _channel = GrpcChannel.ForAddress(
            options.Address, new GrpcChannelOptions { HttpHandler = ControlPlaneHandler.Create(options, TimeProvider.System), DisposeHttpClient = true });
    }

    /// <summary>Null when the CA signs a certificate for this caller, otherwise why not.</summary>
    public async Task<string?> CertificateRefusalAsync(CancellationToken cancellation)
    {
        var request = new IstioCertificateRequest { Csr = SigningRequest.Create(PrivateKey.CreateP256(), _identity) };
        var service = new IstioCertificateService.IstioCertificateServiceClient(_channel);
        return await RefusalAsync(async limit => (await service.CreateCertificateAsync(request, cancellationToken: limit)).CertChain.Count > 0, cancellation);
    }

    /// <summary>Null when a stream as ztunnel's brings workloads and services, otherwise why not.</summary>
    public Task<string?> ConfigurationRefusalAsync(CancellationToken cancellation) => RefusalAsync(
        async limit =>
        {
            using var stream = new AggregatedDiscoveryService.AggregatedDiscoveryServiceClient(_channel).DeltaAggregatedResources(cancellationToken: limit);
            var node = new Node { Id = $"ztunnel~127.0.0.1~partner.{_identity.Namespace}~{_identity.Namespace}.svc.cluster.local" };
            await stream.RequestStream.WriteAsync(new DeltaDiscoveryRequest { Node = node, TypeUrl = Address }, limit);
            return await stream.ResponseStream.MoveNext(limit) && stream.ResponseStream.Current.Resources.Count > 0;
        },
        cancellation);

    public void Dispose() => _channel.Dispose();

    /// <summary>A refusal, of the handshake or of the call, is no answer; neither is silence.</summary>
    private static async Task<string?> RefusalAsync(Func<CancellationToken, Task<bool>> ask, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Timeout);
        try
        {
            return await ask(limit.Token) ? null : "the answer was empty";
        }
        catch (Exception refusal) when (refusal is RpcException or OperationCanceledException && !cancellation.IsCancellationRequested)
        {
            return limit.IsCancellationRequested ? $"no answer within {Timeout.TotalSeconds:0} s" : refusal.Message;
        }
    }
}
