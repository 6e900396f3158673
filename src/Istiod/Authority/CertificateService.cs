using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Istio.Api.Auth;
using Istio.Core.Identity;
using Istio.Core.Logging;
using Istiod.Authority.Callers;
using Istiod.Authority.Signing;
using Microsoft.AspNetCore.Connections.Features;

namespace Istiod.Authority;

/// <summary>
/// <c>istio.v1.auth.IstioCertificateService</c>: who calls decides what the certificate says. Names inside the request are ignored.
/// </summary>
internal sealed class CertificateService(
    CallerAuthentication callers, Impersonation impersonation, CertificateAuthority authority, CitadelMetrics metrics)
    : IstioCertificateService.IstioCertificateServiceBase
{
    private const string ImpersonatedIdentity = "ImpersonatedIdentity";
    private const string CertSigner = "CertSigner";

    public override Task<IstioCertificateResponse> CreateCertificate(IstioCertificateRequest request, ServerCallContext context)
    {
        var caller = context.GetHttpContext().Features.Get<KnownCaller>()!.Caller;
        RefuseForeignSigner(request.Metadata);
        var identity = IdentityFor(caller, request.Metadata, context.Peer);
        var outcome = authority.Sign(request.Csr, identity, request.ValidityDuration);
        if (!outcome.IsSigned)
        {
            throw Refused(outcome.Error, identity, context.Peer);
        }

        metrics.Issued();
        Logs.CertificateService.Debug($"certificate for {identity} issued to {context.Peer}");
        var response = new IstioCertificateResponse();
        response.CertChain.AddRange(outcome.Chain);
        return Task.FromResult(response);
    }

    /// <summary>
    /// Finds out who calls, before anything of the request but its headers is read. Without TLS nobody is a caller, whatever the token: it would have crossed
    /// the network in clear.
    /// </summary>
    /// <returns>True when the call may go on; the caller is then a feature of the request.</returns>
    public async ValueTask<bool> AdmitAsync(HttpContext http)
    {
        metrics.RequestReceived();
        var result = http.Features.Get<ITlsHandshakeFeature>() is null
            ? CallerResult.Unknown("the connection is not encrypted")
            : await callers.AuthenticateAsync(http, http.RequestAborted);
        if (result.IsAuthenticated)
        {
            KnownCaller.Set(http, result.Caller);
            return true;
        }

        metrics.AuthenticationFailed();
        Logs.CertificateService.Info($"certificate request of {PeerOf(http)} not authenticated: {PeerText.Shorten(result.Reason)}");
        return false;
    }

    private static string PeerOf(HttpContext http) => $"{http.Connection.RemoteIpAddress}:{http.Connection.RemotePort}";

    private SpiffeId IdentityFor(Caller caller, Struct? metadata, string peer)
    {
        var requested = Text(metadata, ImpersonatedIdentity);
        if (requested.Length == 0)
        {
            return caller.Identity;
        }

        if (impersonation.Refusal(caller, requested, out var identity) is not { } reason)
        {
            return identity;
        }

        metrics.AuthenticationFailed();
        Logs.CertificateService.Info($"{caller.Identity} at {peer} may not impersonate {requested}: {reason}");
        throw new RpcException(new Status(StatusCode.Unauthenticated, "request impersonation authentication failure"));
    }

    /// <summary>
    /// Kubernetes signers exist only with the registration authority, which this build does not have: refuse rather than sign with the
    /// wrong CA.
    /// </summary>
    private static void RefuseForeignSigner(Struct? metadata)
    {
        if (Text(metadata, CertSigner) is { Length: > 0 } signer)
        {
            var message = $"CSR signing error (certificate signer '{signer}' is not served by the built-in CA)";
            throw new RpcException(new Status(StatusCode.InvalidArgument, message));
        }
    }

    private RpcException Refused(SigningError error, SpiffeId identity, string peer)
    {
        metrics.Refused(error);
        Logs.CertificateService.Info($"certificate for {identity} asked by {peer} not signed: {error.Code}: {error.Message}");
        var code = error.Failure is SigningFailure.Request or SigningFailure.Lifetime ? StatusCode.InvalidArgument : StatusCode.Internal;
        return new RpcException(new Status(code, $"CSR signing error ({error.Message})"));
    }

    private static string Text(Struct? metadata, string key) =>
        metadata is not null && metadata.Fields.TryGetValue(key, out var value) ? value.StringValue : "";
}
