using Istio.Core.Identity;
using Istio.Security.Certificates;

namespace Istio.Security.Issuance;

/// <summary>One identity as administration pages show it.</summary>
/// <param name="Certificate">The one that is served; null in the other phases.</param>
/// <param name="Error">Why the last attempt failed; empty when it did not. A renewal may fail while the old certificate is served.</param>
public sealed record CertificateState(SpiffeId Identity, CertificatePhase Phase, WorkloadCertificate? Certificate, string Error);
