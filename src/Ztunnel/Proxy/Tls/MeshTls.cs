using System.Collections.Concurrent;
using System.Text;
using Istio.Core.Identity;
using Istio.Reactor;
using Istio.Reactor.Tls;
using Istio.Security.Certificates;
using Istio.Security.Issuance;
using Istio.Security.Trust;
using LiveBundle = Istio.Security.Trust.TrustBundle;
using NativeBundle = Istio.Reactor.Tls.TrustBundle;

namespace Ztunnel.Proxy.Tls;

/// <summary>
/// TLS of mesh connections: a context for each identity that this proxy serves, renewed with its certificate, and the trust bundle that
/// verifies every peer. The bundle is the one istiod publishes, else the roots that came with the certificates.
/// </summary>
internal sealed class MeshTls
{
    private readonly CertificateCache _certificates;
    private readonly TimeProvider _clock;
    private readonly ConcurrentDictionary<SpiffeId, IssuedContext> _contexts = new();
    private readonly Lock _changing = new();
    private volatile TrustStore? _store;

    public MeshTls(CertificateCache certificates, LiveTrust trust, TimeProvider time)
    {
        _certificates = certificates;
        _clock = time;
        Trust = trust;
        trust.Subscribe(OnTrustChanged);
        certificates.Issued += OnIssued;
    }

    /// <summary>Raised after a certificate has come, with its identity, on a thread of the pool.</summary>
    public event Action<SpiffeId>? Issued;

    /// <summary>Raised after another bundle came into force, on the thread that brought it.</summary>
    public event Action? TrustChanged;

    public LiveTrust Trust { get; }

    public IReadOnlyList<CertificateState> Certificates => _certificates.Snapshot();

    /// <summary>The context of an identity; waits for its certificate when there is none yet. Without one the reason is a value.</summary>
    public async ValueTask<IoResult<TlsContext>> ContextAsync(SpiffeId identity)
    {
        try
        {
            var certificate = await _certificates.FetchAsync(identity, FetchPriority.RealTime, CancellationToken.None);
            return _contexts.TryGetValue(identity, out var known) && known.Certificate == certificate ? known.Context : Renew(certificate);
        }
        catch (Exception e) when (e is IssuanceException or TlsMaterialException)
        {
            return new StreamFailure(FailureReason.NoPeerCertificate, e.Message);
        }
    }

    /// <summary>Asks for a certificate ahead of the first connection; a failure is logged by the cache and met again by that connection.</summary>
    public async Task WarmUpAsync(SpiffeId identity)
    {
        try
        {
            await _certificates.FetchAsync(identity, FetchPriority.Warmup, CancellationToken.None);
        }
        catch (IssuanceException)
        {
            // Written to the log where it happened.
        }
        catch (Exception failure)
        {
            Logs.Tls.Error($"certificate of {identity} was not asked for ahead of its first connection: {failure}");
        }
    }

    /// <summary>The identities that this proxy holds anything for, at about this moment.</summary>
    public HashSet<SpiffeId> Identities => [.. _certificates.Identities, .. _contexts.Keys];

    /// <summary>
    /// Removes an identity that no workload here has any more: its certificate, its renewal and its context. Open connections keep the context
    /// they were made with.
    /// </summary>
    public void Remove(SpiffeId identity)
    {
        Logs.Tls.Info($"certificate of {identity} removed: no workload here has this identity any more");
        _certificates.Remove(identity);
        _contexts.TryRemove(identity, out _);
    }

    /// <summary>Whether the peer of an open connection verifies against the bundle in force now.</summary>
    public bool Verifies(TlsPeer peer) => _store is { } store && store.Verifies(peer);

    private TlsContext Renew(WorkloadCertificate certificate)
    {
        Trust.Suggest(certificate.Roots);
        lock (_changing)
        {
            if (_contexts.TryGetValue(certificate.Identity, out var known) && known.Certificate == certificate)
            {
                return known.Context;
            }

            _store ??= new TrustStore(Native(Trust.Current), _clock);
            var context = TlsContext.FromPem(Encoding.ASCII.GetBytes(certificate.ChainPem), Encoding.ASCII.GetBytes(certificate.KeyPem), _store);
            _contexts[certificate.Identity] = new(certificate, context);
            return context; // the previous one lives as long as its connections and is released by its finalizer
        }
    }

    private void OnIssued(WorkloadCertificate certificate)
    {
        Trust.Suggest(certificate.Roots);
        Issued?.Invoke(certificate.Identity);
    }

    private void OnTrustChanged(LiveBundle bundle)
    {
        lock (_changing)
        {
            _store?.Replace(Native(bundle));
        }

        Logs.Tls.Info($"trust bundle in force: {bundle}");
        _certificates.OnTrustChanged(bundle);
        TrustChanged?.Invoke();
    }

    private static NativeBundle Native(LiveBundle bundle) => NativeBundle.FromPem(Encoding.ASCII.GetBytes(bundle.Pem));

    private sealed record IssuedContext(WorkloadCertificate Certificate, TlsContext Context);
}
