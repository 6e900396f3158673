using System.Security.Cryptography.X509Certificates;
using Istio.Security.Keys;

namespace Istiod.Authority.Roots.Kept;

/// <summary>The self-signed CA as it is kept.</summary>
/// <param name="Root">In use, for <paramref name="Key"/>.</param>
/// <param name="Former">Roots that were in use and are still trusted.</param>
internal sealed record KeptRoot(PrivateKey Key, X509Certificate2 Root, IReadOnlyList<X509Certificate2> Former)
{
    /// <summary>By which the place knows whether somebody else has written meanwhile; empty where it does not ask.</summary>
    public string Version { get; init; } = "";
}
