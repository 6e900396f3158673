using Istio.Core.Metrics;
using Istio.Security.Certificates;
using Istiod.Authority.Roots;
using Istiod.Authority.Signing;

namespace Istiod.Authority;

/// <summary>The authority's metrics under Istio's names; as there, a counter shows from its first use on.</summary>
internal sealed class CitadelMetrics
{
    private readonly CounterFamily _requests;
    private readonly CounterFamily _authenticationFailures;
    private readonly CounterFamily _unreadableRequests;
    private readonly CounterFamily _issued;
    private readonly CounterFamily _signingErrors;

    /// <param name="isPluggedIn">Only such a CA has a chain, though it may have none now: its files are followed.</param>
    public CitadelMetrics(MetricRegistry registry, LiveMaterial live, bool isPluggedIn, TimeProvider time)
    {
        ObserveEnd(registry, "citadel_server_root_cert_expiry", "root cert", () => RootEnd(live), time);
        if (isPluggedIn)
        {
            ObserveEnd(registry, "citadel_server_cert_chain_expiry", "cert chain", () => live.Current.EndOfChain, time);
        }

        _requests = registry.Counter("citadel_server_csr_count", "The number of CSRs received by Citadel server.");
        _authenticationFailures = registry.Counter("citadel_server_authentication_failure_count", "The number of authentication failures.");
        _unreadableRequests = registry.Counter("citadel_server_csr_parsing_err_count", "The number of errors occurred when parsing the CSR.");
        _issued = registry.Counter("citadel_server_success_cert_issuance_count", "The number of certificates issuances that have succeeded.");
        _signingErrors = registry.Counter("citadel_server_csr_sign_err_count", "The number of errors occurred when signing the CSR.", "error");
    }

    public void RequestReceived() => _requests.With().Increment();

    public void AuthenticationFailed() => _authenticationFailures.With().Increment();

    public void Refused(SigningError error)
    {
        _signingErrors.With(error.Code).Increment();
        if (error.Failure == SigningFailure.Request)
        {
            _unreadableRequests.With().Increment();
        }
    }

    public void Issued() => _issued.With().Increment();

    private static DateTimeOffset RootEnd(LiveMaterial live) => live.Current.Roots.Roots.Min(root => Validity.Of(root).NotAfter);

    private static void ObserveEnd(MetricRegistry registry, string name, string what, Func<DateTimeOffset> end, TimeProvider time)
    {
        registry.Gauge($"{name}_seconds", $"The time remaining, in seconds, before the {what} will expire. A negative value indicates the cert is expired.")
            .With().Observe(() => (end() - time.GetUtcNow()).TotalSeconds);
        registry.Gauge($"{name}_timestamp", $"The unix timestamp, in seconds, when the {what} will expire.")
            .With().Observe(() => end().ToUnixTimeSeconds());
    }
}
