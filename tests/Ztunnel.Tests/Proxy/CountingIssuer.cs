using System.Collections.Concurrent;
using Istio.Core.Identity;
using Istio.Security.Certificates;
using Istio.Security.Issuance;

namespace Ztunnel.Tests.Proxy;

/// <summary>A CA that counts how often it is asked for each identity.</summary>
/// <param name="lifetime">Of each certificate. All hold for two minutes before, so one of 122 s is renewed after one second.</param>
internal sealed class CountingIssuer(TimeSpan lifetime) : ICertificateIssuer
{
    private readonly LocalIssuer _issuer = new("cluster.local", lifetime, TimeProvider.System);
    private readonly ConcurrentDictionary<SpiffeId, int> _requests = new();

    public int Requests(SpiffeId identity) => _requests.GetValueOrDefault(identity);

    public Task<WorkloadCertificate> IssueAsync(SpiffeId identity, CancellationToken cancellation)
    {
        _requests.AddOrUpdate(identity, 1, (_, count) => count + 1);
        return _issuer.IssueAsync(identity, cancellation);
    }
}
