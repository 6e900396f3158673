namespace Istioctl.Playground.Observation;

internal enum VerdictKind
{
    Allowed,

    /// <summary>A policy refused it at its beginning.</summary>
    Denied,

    /// <summary>It was allowed, then a policy changed while it was open.</summary>
    Closed,

    /// <summary>Anything but policy: the other end is not there, a handshake fails.</summary>
    Failed,
}
