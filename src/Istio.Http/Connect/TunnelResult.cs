using System.Diagnostics.CodeAnalysis;
using Istio.Reactor;

namespace Istio.Http.Connect;

/// <summary>What became of a CONNECT: a tunnel, a status other than 200, or a failure before any answer.</summary>
/// <param name="Tunnel">The open tunnel, owned by the caller.</param>
/// <param name="Status">The status received, or 0.</param>
/// <param name="Failure">Why there was no answer.</param>
public readonly record struct TunnelResult(ByteStream? Tunnel, int Status, StreamFailure? Failure)
{
    /// <summary>The connection that carries the tunnel; null when there was none.</summary>
    public ByteStream? Transport { get; init; }

    [MemberNotNullWhen(true, nameof(Tunnel))]
    public bool Succeeded => Tunnel is not null;

    /// <summary>The peer did not act on the request: it is safe to try again on another connection (RFC 9113 8.7).</summary>
    public bool WasNotProcessed => Failure?.Reason == FailureReason.Refused;

    public static implicit operator TunnelResult(StreamFailure failure) => new(null, 0, failure);
}
