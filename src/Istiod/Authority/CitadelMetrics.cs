using Istio.Core.Metrics;
using Istio.Security.Certificates;
using Istiod.Authority.Roots;
using Istiod.Authority.Signing;

namespace Istiod.Authority;

/// <summary>The authority's metrics under Istio's names.</summary>
internal sealed class CitadelMetrics
{
    private readonly Counter _requests;
    private readonly Counter _authenticationFailures;
    private readonly Counter _unreadableRequests;
    private readonly Counter _unusableIdentities;
    private readonly Counter _issued;
    private readonly CounterFamily _signingErrors;

    public CitadelMetrics(MetricRegistry registry, LiveMaterial live, TimeProvider time)
    {
        Observe(registry, "citadel_server_root_cert_expiry_seconds", "The time remaining, in seconds, before the root cert will expire. A negative value indicates the cert is expired.", () => Left(RootEnd(live), time));
        Observe(registry, "citadel_server_root_cert_expiry_timestamp", "The unix timestamp, in seconds, when the root cert will expire.", () => RootEnd(live).ToUnixTimeSeconds());
        Observe(registry, "citadel_server_cert_chain_expiry_seconds", "The time remaining, in seconds, before the cert chain will expire. A negative value indicates the cert is expired.", () => Left(live.Current.EndOfChain, time));
        Observe(registry, "citadel_server_cert_chain_expiry_timestamp", "The unix timestamp, in seconds, when the cert chain will expire.", () => live.Current.EndOfChain.ToUnixTimeSeconds());
        _requests = Count(registry, "citadel_server_csr_count", "The number of CSRs received by Citadel server.");
        _authenticationFailures = Count(registry, "citadel_server_authentication_failure_count", "The number of authentication failures.");
        _unreadableRequests = Count(registry, "citadel_server_csr_parsing_err_count", "The number of errors occurred when parsing the CSR.");
        _unusableIdentities = Count(registry, "citadel_server_id_extraction_err_count", "The number of errors occurred when extracting the ID from CSR.");
        _issued = Count(registry, "citadel_server_success_cert_issuance_count", "The number of certificates issuances that have succeeded.");
        _signingErrors = registry.Counter("citadel_server_csr_sign_err_count", "The number of errors occurred when signing the CSR.", "error");
    }

    public void RequestReceived() => _requests.Increment();

    public void AuthenticationFailed() => _authenticationFailures.Increment();

    public void IdentityUnusable() => _unusableIdentities.Increment();

    public void Refused(SigningError error)
    {
        _signingErrors.With(error.Code).Increment();
        if (error.Failure == SigningFailure.Request)
        {
            _unreadableRequests.Increment();
        }
    }

    public void Issued() => _issued.Increment();

    private static DateTimeOffset RootEnd(LiveMaterial live) => live.Current.Roots.Roots.Min(root => Validity.Of(root).NotAfter);

    private static double Left(DateTimeOffset end, TimeProvider time) => (end - time.GetUtcNow()).TotalSeconds;

    private static Counter Count(MetricRegistry registry, string name, string help) => registry.Counter(name, help).With();

    private static void Observe(MetricRegistry registry, string name, string help, Func<double> source) => registry.Gauge(name, help).With().Observe(source);
}
