using System.Security.Cryptography.X509Certificates;

namespace Istio.Security.Certificates;

/// <summary>The first and the last moment at which a certificate holds, both inclusive (RFC 5280, section 4.1.2.5).</summary>
public readonly record struct Validity(DateTimeOffset NotBefore, DateTimeOffset NotAfter)
{
    public TimeSpan Lifetime => NotAfter - NotBefore;

    /// <summary>When a proxy asks for the next certificate: exactly half way, without jitter, as ztunnel does.</summary>
    public DateTimeOffset Halfway => NotBefore + (Lifetime / 2);

    public static Validity Of(X509Certificate2 certificate) => new(
        new DateTimeOffset(certificate.NotBefore.ToUniversalTime()), new DateTimeOffset(certificate.NotAfter.ToUniversalTime()));

    public bool Contains(DateTimeOffset moment) => moment >= NotBefore && moment <= NotAfter;
}
