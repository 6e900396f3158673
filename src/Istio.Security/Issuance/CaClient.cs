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
        var key = PrivateKey.CreateP256();
        var response = await CallAsync(Request(key, identity), cancellation);
        return WorkloadCertificate.TryRead(identity, key, response.CertChain, out var certificate, out var error)
            ? certificate
            : throw new IssuanceException($"CA {Address}: {error}");
    }

    public void Dispose() => _channel.Dispose();

    private IstioCertificateRequest Request(PrivateKey key, SpiffeId identity)
    {
        var request = new IstioCertificateRequest
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
        // No deadline of gRPC's: it is a moment of the wall clock, which may be set back meanwhile.
        using var expired = new CancellationTokenSource(_options.Timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, expired.Token);
        try
        {
            var headers = await HeadersAsync(either.Token);
            return await _service.CreateCertificateAsync(request, headers, cancellationToken: either.Token);
        }
        catch (Exception e) when (e is RpcException { StatusCode: StatusCode.Cancelled } or OperationCanceledException && either.IsCancellationRequested)
        {
            throw cancellation.IsCancellationRequested
                ? new OperationCanceledException(e.Message, e, cancellation)
                : new IssuanceException($"CA {Address} did not answer within {_options.Timeout.TotalSeconds:0} s", e);
        }
        catch (RpcException e)
        {
            throw new IssuanceException($"CA {Address} answered {e.StatusCode}: {e.Status.Detail}", e);
        }
        catch (IOException e)
        {
            throw new IssuanceException($"CA {Address} was not asked: {e.Message}", e);
        }
    }

    private async ValueTask<Metadata> HeadersAsync(CancellationToken cancellation)
    {
        var headers = new Metadata { { "clusterid", _options.ControlPlane.ClusterId } };
        foreach (var (name, value) in _options.ControlPlane.Headers)
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
