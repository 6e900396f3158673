namespace Istio.Security.Issuance;

/// <summary>ztunnel's words for the life of an entry.</summary>
public enum CertificatePhase
{
    /// <summary>Asked for, and no attempt has ended.</summary>
    Initializing,

    /// <summary>A valid certificate is served.</summary>
    Available,

    /// <summary>The last attempt failed and no valid certificate is left; another attempt is due.</summary>
    Unavailable,
}
