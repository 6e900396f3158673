using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Net.Client;
using Istio.Api.Auth;
using Istio.Core.Identity;
using Istio.Security.Certificates;
using Istio.Security.ControlPlane;
using Istio.Security.Keys;

namespace Istio.Security.Issuance;

/// <summary>
/// Gets certificates from istiod's CA. One call is one attempt with a fresh key; <see cref="CertificateCache"/> decides when to try again.
/// </summary>
public sealed class CaClient : ICertificateIssuer, IDisposable
{
    private const string ImpersonatedIdentity = "ImpersonatedIdentity";

    private readonly CaClientOptions _options;
    private readonly TimeProvider _time;
    private readonly GrpcChannel _channel;
    private readonly IstioCertificateService.IstioCertificateServiceClient _service;

    public CaClient(CaClientOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        _channel = GrpcChannel.ForAddress(options.ControlPlane.Address, new GrpcChannelOptions
        {
            HttpHandler = ControlPlaneHandler.Create(options.ControlPlane, time),
            DisposeHttpClient = true,
        });
        _service = new IstioCertificateService.IstioCertificateServiceClient(_channel);
    }

    private Uri Address => _options.ControlPlane.Address;

    public async Task<WorkloadCertificate> IssueAsync(SpiffeId identity, CancellationToken cancellation)
    {
        PrivateKey key = PrivateKey.CreateP256();
        IstioCertificateResponse response = await CallAsync(Request(key, identity), cancellation);
        return WorkloadCertificate.TryRead(identity, key, response.CertChain, out WorkloadCertificate? certificate, out string? error)
            ? certificate
            : throw new IssuanceException($"CA {Address}: {error}");
    }

    public void Dispose() => _channel.Dispose();

    private IstioCertificateRequest Request(PrivateKey key, SpiffeId identity)
    {
        IstioCertificateRequest request = new()
        {
            Csr = SigningRequest.Create(key, identity),
            ValidityDuration = (long)_options.Lifetime.TotalSeconds,
        };
        if (_options.Impersonate)
        {
            request.Metadata = new Struct { Fields = { [ImpersonatedIdentity] = Value.ForString(identity.ToString()) } };
        }

        return request;
    }

    private async Task<IstioCertificateResponse> CallAsync(IstioCertificateRequest request, CancellationToken cancellation)
    {
        try
        {
            Metadata headers = await HeadersAsync(cancellation);
            DateTime deadline = _time.GetUtcNow().UtcDateTime + _options.Timeout;
            return await _service.CreateCertificateAsync(request, headers, deadline, cancellation);
        }
        catch (RpcException e) when (e.StatusCode != StatusCode.Cancelled || !cancellation.IsCancellationRequested)
        {
            throw new IssuanceException($"CA {Address} answered {e.StatusCode}: {e.Status.Detail}", e);
        }
        catch (RpcException e)
        {
            throw new OperationCanceledException(e.Message, e, cancellation);
        }
        catch (IOException e)
        {
            throw new IssuanceException($"CA {Address} was not asked: {e.Message}", e);
        }
    }

    private async ValueTask<Metadata> HeadersAsync(CancellationToken cancellation)
    {
        Metadata headers = new() { { "clusterid", _options.ControlPlane.ClusterId } };
        foreach ((string name, string value) in _options.ControlPlane.Headers)
        {
            headers.Add(name, value);
        }

        if (await _options.ControlPlane.Token.ReadAsync(cancellation) is { Length: > 0 } token)
        {
            headers.Add("authorization", $"Bearer {token}");
        }

        return headers;
    }
}
