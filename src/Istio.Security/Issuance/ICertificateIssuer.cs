using Istio.Core.Identity;
using Istio.Security.Certificates;

namespace Istio.Security.Issuance;

/// <summary>Asks for one certificate, once: istiod over the network, or a CA inside the program.</summary>
public interface ICertificateIssuer
{
    /// <exception cref="IssuanceException">The CA refused, is out of reach, or gave something else than was asked for.</exception>
    Task<WorkloadCertificate> IssueAsync(SpiffeId identity, CancellationToken cancellation);
}
