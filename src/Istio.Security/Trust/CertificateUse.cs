namespace Istio.Security.Trust;

/// <summary>The role in which a peer shows its certificate; its extended key usage must allow it.</summary>
public enum CertificateUse
{
    /// <summary>The peer is the TLS server.</summary>
    Server,

    /// <summary>The peer is the TLS client.</summary>
    Client,

    /// <summary>The certificate issues others.</summary>
    Authority,
}
