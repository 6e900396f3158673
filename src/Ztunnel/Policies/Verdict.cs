namespace Ztunnel.Policies;

/// <summary>Why a connection is allowed or denied.</summary>
internal enum Verdict
{
    /// <summary>No ALLOW policy applies to the workload, and no DENY policy matched.</summary>
    AllowedByDefault,

    /// <summary>A rule of an ALLOW policy matched.</summary>
    Allowed,

    /// <summary>A rule of a DENY policy matched.</summary>
    Denied,

    /// <summary>ALLOW policies apply, and none of their rules matched.</summary>
    NotAllowed,
}
